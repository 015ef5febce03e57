import { Changes, Member } from './types';

/** The shared state of a room: the result of all changes in order. */
export class SharedState {
  private all: Changes = Object.create(null);

  load(state: Changes = {}): void {
    this.all = Object.create(null);
    this.apply(state);
  }

  apply(changes: Changes): void {
    for (const key in changes) {
      if (changes[key] === null) delete this.all[key];
      else this.all[key] = changes[key];
    }
  }

  /** Returns the state without the keys of clients that are not members; such keys do not exist for the application. */
  of(members: Member[]): Changes {
    const state: Changes = Object.create(null);
    for (const key in this.all) {
      const owner = key.split('/')[0];
      if (owner.indexOf('c_') !== 0 || members.some(({ client }) => client === owner)) state[key] = this.all[key];
    }
    return state;
  }
}
