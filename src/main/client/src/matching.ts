import { failure } from './failure';
import { Matched, Matching, MatchQuery } from './types';

interface MatchRoom {
  request(method: string, data: any, options?: { id: number }): Promise<any>;
}

type Hear = (event: string, f: (...values: any[]) => void) => () => void;

/**
 * Searches for a match. The id identifies the ticket: the client repeats the search under it after each connect, and
 * the server repeats a result.
 */
export function match(room: MatchRoom, hear: Hear, id: number, query: MatchQuery): Matching {
  let asked = 0;
  let end: (wrong: any, matched?: Matched) => void = () => {};
  const promise = new Promise<Matched>((resolve, reject) => {
    const onMatched = (matched: Matched, ticket?: number) => {
      if (ticket !== id) return;
      if (matched.room) end(null, matched);
      else end(failure(matched.reason!, 'no match: ' + matched.reason, true));
    };
    let isAsking = false; // the queue repeats a request that waits for a connection
    const ask = () => {
      if (isAsking) return;
      isAsking = true;
      asked++;
      room.request('$match', query, { id }).then((answer) => {
        isAsking = false;
        if (answer.room || answer.reason) onMatched(answer, id);
      }, (wrong) => {
        isAsking = false;
        if (wrong.code !== 'timeout') end(wrong);
      });
    };
    const offs = [
      hear('$matched', onMatched),
      hear('$state', (state, details) => {
        if (state === 'online' && details.offset !== undefined) ask();
        if (state === 'closed') end(failure('closed', 'the room was left'));
      }),
    ];
    end = (wrong, matched) => {
      offs.forEach((off) => off());
      if (wrong) reject(wrong);
      else resolve(matched!);
    };
    ask();
  });
  /** Cancels the search. The client repeats a cancel whose answer was lost, and also cancels a repeated search. */
  const cancel = (): Promise<{}> => {
    const before = asked;
    return room.request('$match', { cancel: id }).then((answer) => {
      end(failure('cancelled', 'the search was cancelled'));
      return answer;
    }, (wrong) => {
      if (wrong.code === 'conflict' && asked !== before) return cancel();
      throw wrong;
    });
  };
  return {
    promise,
    then: (resolved: any, rejected: any) => promise.then(resolved, rejected),
    cancel,
  };
}
