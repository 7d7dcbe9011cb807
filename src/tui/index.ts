export const room = 'tui';
