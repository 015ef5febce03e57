declare function setTimeout(f: () => void, ms: number): any;

export interface FrameFeed {
  runId: string;
  /** The last number that was passed on. */
  delivered: number;
  /** The last number that the server told. */
  told: number;
  /** A run is told, and its latest frame. */
  adopt(run: string, told: number): void;
  /** From now on frames are passed on. */
  begin(): void;
  onFrame(frame: any[]): void;
}

interface Requests {
  request(method: string, data: any): Promise<any>;
}

/**
 * Passes every frame number of a run on, once and in order; fetches those that are missing. Calls `lost` once for a run of
 * which the server no longer keeps the next frame: no further one is passed on.
 */
export function frameFeed(room: Requests, handOn: (frame: number, inputs: any[]) => void, lost: () => void): FrameFeed {
  let frames: { [frame: number]: any[] } = {}; // those that wait
  let isPulling = false;
  let isOn = false;

  const pass = () => {
    const { runId } = feed;
    while (isOn && runId === feed.runId && frames[feed.delivered + 1]) {
      const frame = frames[++feed.delivered];
      delete frames[feed.delivered];
      // An input begins with its slot, a change of presence with a word.
      handOn(feed.delivered, frame.slice(1).filter((entry) => entry[0] >= 0).map((entry) => entry[1]));
    }
    if (isOn && feed.runId && feed.told > feed.delivered && !isPulling) pull();
  };
  const pull = () => {
    const { runId, delivered } = feed;
    const end = (isLater: boolean) => {
      if (runId !== feed.runId) return;
      isPulling = isLater;
      if (isLater) setTimeout(() => end(false), 1000);
      else pass();
    };
    isPulling = true;
    room.request('$frames', { run: runId, after: delivered }).then((answer) => {
      if (runId !== feed.runId) return;
      if (!answer.complete) return lost(); // isPulling stays set
      answer.frames.forEach((each: any[]) => (frames[each[0]] = each));
      for (let i = delivered + 1; i <= answer.frame; i++) frames[i] = frames[i] || [i]; // what is not listed was empty
      end(answer.frame <= delivered);
    }, ({ code }) => code !== 'closed' && end(true));
  };
  const feed: FrameFeed = {
    runId: '',
    delivered: 0,
    told: 0,
    adopt: (run, told) => {
      if (run !== feed.runId) {
        feed.runId = run;
        feed.delivered = feed.told = 0;
        frames = {};
        isPulling = false;
      }
      feed.told = Math.max(feed.told, told);
      pass();
    },
    begin: () => {
      isOn = true;
      pass();
    },
    onFrame: (frame) => {
      if (!feed.runId || frame[0] <= feed.delivered) return;
      frames[frame[0]] = frame;
      feed.told = Math.max(feed.told, frame[0]);
      pass();
    },
  };
  return feed;
}
