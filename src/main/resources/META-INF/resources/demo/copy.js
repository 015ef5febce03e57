/**
 * The drawing for those who come later than it: they ask some who are here, and get it as strokes of their own. A piece
 * of a stroke applied twice changes nothing, so two answers are as good as one.
 */
const ASKED = 2;
const BEAT = 50; //          between frames, far below the server's rate limit
const MOST_NUMBERS = 2000; // in one frame, some 10 KB
const MOST_STROKES = 50;

/** Asks for the drawing. Who asks is told by nobody but those asked. */
export function ask(room) {
  const others = room.members.filter(({ client, state, info }) => client !== room.me.client && state === 'online' && info?.demo);
  if (others.length > 0) room.send('copy', {}, { to: others.slice(0, ASKED).map(({ client }) => client) });
}

/** Sends the drawing to one who asked. */
export function answer(room, client, strokes) {
  const frames = [...framed(strokes)];
  const next = () => {
    const pieces = frames.shift();
    if (!pieces) return;
    room.send('strokes', { strokes: pieces }, { to: [client] });
    setTimeout(next, BEAT);
  };
  next();
}

/** The strokes in pieces, as many to a frame as fit. */
function* framed(strokes) {
  let pieces = [];
  let numbers = 0;
  for (const { id, user, width, points } of strokes) {
    for (let at = 0; at < points.length; at += MOST_NUMBERS) {
      const piece = { id, user, width, at, points: points.slice(at, at + MOST_NUMBERS) };
      if (pieces.length === MOST_STROKES || numbers + piece.points.length > MOST_NUMBERS) {
        yield pieces;
        pieces = [];
        numbers = 0;
      }
      pieces.push(piece);
      numbers += piece.points.length;
    }
  }
  if (pieces.length > 0) yield pieces;
}
