// Must compile with the typings of WeChat's mini games.
import { join, Room } from '../src/index';

const room: Room = join('wss://host/ws/r1', { platform: wx, info: { nick: 'Li' } });
const off: () => void = room.on('move', (data: { x: number }, from) => console.log(data.x, from.user));
room.send('move', { x: 1 }, { to: ['wang'], volatile: true });
room.send('move', { x: 1 }, { ack: true }).then(({ offset }) => offset);
wx.onHide(() => off());
