const ALWAYS = ['lobby', 'tea', 'chess'];
const NAME = /^(?!\.+$)[A-Za-z0-9_.:-]{1,64}$/;

Page({
  data: { rooms: [], name: '', wrong: '' },

  onLoad() {
    const { hall } = getApp();
    this.offs = [hall.on('$presence', () => this.show()), hall.on('$state', () => this.show())];
    this.show();
  },

  onUnload() {
    this.offs.forEach((off) => off());
  },

  /** Counts the members of each room. */
  show() {
    const counts = {};
    ALWAYS.forEach((name) => (counts[name] = 0));
    getApp().hall.members.forEach(({ info }) => {
      if (info && NAME.test(info.room)) counts[info.room] = (counts[info.room] || 0) + 1;
    });
    const rooms = Object.keys(counts).map((name) => ({ name, count: counts[name] }));
    this.setData({ rooms: rooms.sort((a, b) => b.count - a.count) });
  },

  onInput({ detail }) {
    this.setData({ name: detail.value.trim(), wrong: '' });
  },

  onOwn() {
    if (NAME.test(this.data.name)) this.enter(this.data.name);
    else this.setData({ wrong: '房间名只能用字母、数字和 - _ . :' });
  },

  onRoom({ currentTarget }) {
    this.enter(currentTarget.dataset.name);
  },

  enter(name) {
    wx.navigateTo({ url: '/pages/room/room?room=' + name });
  },
});
