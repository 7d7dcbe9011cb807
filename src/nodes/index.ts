export const room = 'nodes';
