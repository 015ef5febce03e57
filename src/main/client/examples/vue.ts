/** A Vue composable: joins a room for the lifetime of the component or the effect scope. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { join, type Member, type Options, type Room, type State } from 'roomcast-client';

export interface RoomRefs<Methods> {
  room: Room<Methods>;
  state: ShallowRef<State>;
  members: ShallowRef<Member[]>;
}

export function useRoom<Methods = { [method: string]: any }>(url: string, options: Options = {}): RoomRefs<Methods> {
  const room = join<Methods>(url, options);
  const state = shallowRef<State>(room.state);
  const members = shallowRef<Member[]>([]);
  room.on('$state', (now) => (state.value = now));
  room.on('$members', (now) => (members.value = now));
  onScopeDispose(() => room.leave());
  return { room, state, members };
}
