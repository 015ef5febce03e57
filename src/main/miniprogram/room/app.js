const { join } = require('./lib/roomcast.js');
const { server } = require('./config.js');

/** Every user also joins a lobby, where the info names the user's room: the list of rooms is made of these infos. */
App({
  onLaunch() {
    this.hall = join(server + 'hall', { info: {} });
  },

  /** Sets the user's current room; null: none. */
  moved(room) {
    this.hall.request('$info', room ? { room } : {}).catch(() => {});
  },
});
