import { Failure } from './types';

export function failure(code: string, message: string, retry = false, offset?: number, closeCode?: number): Failure {
  const error: any = new Error(message);
  error.name = 'RoomcastError';
  error.code = code;
  error.retry = retry;
  if (offset !== undefined) error.offset = offset;
  if (closeCode) error.closeCode = closeCode;
  return error;
}

/** Returns the failure that an `$error` frame describes. */
export function failureOf({ code, message, retry, offset }: any): Failure {
  return failure(code, message || code, !!retry, offset);
}
