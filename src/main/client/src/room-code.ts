import { Room } from './index';

const CODE_LENGTH = 6;

/** Returns a room code: 6 characters have 30 random bits; for privacy use 10. */
export function code(length = CODE_LENGTH): string {
  return Room.code(length);
}
