const { join } = require('./lib/roomcast.js');
const { server } = require('./config.js');

/** Everybody is in one more room, and its info says in which other: that makes the list of rooms. */
App({
  onLaunch() {
    this.hall = join(server + 'hall', { info: {} });
  },

  /** Where one is from now on; null: in no room. */
  moved(room) {
    this.hall.request('$info', room ? { room } : {}).catch(() => {});
  },
});
