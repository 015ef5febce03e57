/** A React hook: joins a room while the component is mounted. */
import { useEffect, useState } from 'react';
import { join, type Member, type Options, type Room, type State } from 'roomcast-client';

export interface RoomView<Methods> {
  room: Room<Methods> | null;
  state: State;
  members: Member[];
}

/** Renders again when the state or the members change. It reads `options` when the address changes. */
export function useRoom<Methods = { [method: string]: any }>(url: string, options: Options = {}): RoomView<Methods> {
  const [view, setView] = useState<RoomView<Methods>>({ room: null, state: 'connecting', members: [] });
  useEffect(() => {
    const room = join<Methods>(url, options);
    const show = () => setView({ room, state: room.state, members: room.members });
    const ends = [room.on('$state', show), room.on('$members', show)];
    show();
    return () => {
      ends.forEach((end) => end());
      room.leave();
    };
  }, [url]);
  return view;
}
