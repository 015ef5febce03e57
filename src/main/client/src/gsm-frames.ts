declare function setTimeout(f: () => void, ms: number): any;

export interface FrameFeed {
  runId: string;
  /** The number of the last delivered frame. */
  delivered: number;
  /** The number of the last frame that the server announced. */
  told: number;
  /** Follows a run that the server announced, with its latest frame. */
  adopt(run: string, told: number): void;
  /** Starts the delivery of frames. */
  begin(): void;
  onFrame(frame: any[]): void;
}

interface Requests {
  request(method: string, data: any): Promise<any>;
}

/**
 * Delivers every frame of a run once and in order; fetches missing frames. Calls `lost` once for a run whose next frame
 * the server no longer retains, and delivers no further frame of it.
 */
export function frameFeed(room: Requests, handOn: (frame: number, inputs: any[]) => void, lost: () => void): FrameFeed {
  let frames: { [frame: number]: any[] } = {}; // frames that wait for delivery
  let isPulling = false;
  let isOn = false;

  const pass = () => {
    const { runId } = feed;
    while (isOn && runId === feed.runId && frames[feed.delivered + 1]) {
      const frame = frames[++feed.delivered];
      delete frames[feed.delivered];
      // An input starts with its slot, a presence change with a word.
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
      if (!answer.complete) return lost(); // isPulling remains set
      answer.frames.forEach((each: any[]) => (frames[each[0]] = each));
      for (let i = delivered + 1; i <= answer.frame; i++) frames[i] = frames[i] || [i]; // unlisted frames were empty
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
