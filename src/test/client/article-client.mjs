// A page in the style of mini-program tutorials: the global socket API, callbacks, a queue until the socket is open,
// {method, data} both ways, a heart-beat, and the openid in the address. It contains no code for this server.
/* global wx, Page, getApp */
const app = getApp();

const HEART_BEAT = 10000; // 心跳间隔
const RECONNECT_AFTER = 3000; // 断线重连间隔

let socketOpen = false;
let connecting = false;
let socketMsgQueue = []; // 连接打开之前的消息队列
let heartTimer = null;
let reconnectTimer = null;
let lostBeats = 0;

Page({
  data: {
    status: '连接中',
    players: [],
    moves: [],
    beats: 0,
  },

  onLoad(options) {
    this.room = options.room;
    this.openid = app.globalData.openid;
    this.initSocket();
    this.connect();
    this.sendMessage('join', { openid: this.openid });
  },

  // 小程序回到前台：断了就重新连接
  onShow() {
    if (!socketOpen) this.connect();
  },

  onUnload() {
    clearInterval(heartTimer);
    clearTimeout(reconnectTimer);
    wx.closeSocket();
  },

  connect() {
    if (connecting || socketOpen) return;
    connecting = true;
    clearTimeout(reconnectTimer);
    wx.connectSocket({
      url: `${app.globalData.host}/ws/${this.room}?user=${this.openid}`,
      header: { 'content-type': 'application/json' },
      fail: () => {
        connecting = false;
        this.reconnect();
      },
    });
  },

  reconnect() {
    clearTimeout(reconnectTimer);
    reconnectTimer = setTimeout(() => this.connect(), RECONNECT_AFTER);
  },

  initSocket() {
    wx.onSocketOpen(() => {
      socketOpen = true;
      connecting = false;
      this.setData({ status: '已连接' });
      const queue = socketMsgQueue;
      socketMsgQueue = [];
      queue.forEach((msg) => this.sendMessage(msg.method, msg.data));
      this.startHeartBeat();
    });

    wx.onSocketMessage((res) => {
      const { method, data } = JSON.parse(res.data);
      switch (method) {
        case 'join': // 有人进入房间
          if (!this.data.players.includes(data.openid)) {
            this.setData({ players: this.data.players.concat(data.openid) });
            this.sendMessage('join', { openid: this.openid }); // 让新来的人知道我也在
          }
          break;
        case 'move': // 有人落子
          this.setData({ moves: this.data.moves.concat(data) });
          break;
        case 'pong':
          lostBeats = 0;
          this.setData({ beats: this.data.beats + 1 });
          break;
        default:
          console.error('未知消息', res.data);
      }
    });

    wx.onSocketError(() => {
      connecting = false;
      this.setData({ status: '连接失败' });
    });

    wx.onSocketClose(() => {
      socketOpen = false;
      connecting = false;
      clearInterval(heartTimer);
      this.setData({ status: '已断开' });
      this.reconnect();
    });
  },

  startHeartBeat() {
    clearInterval(heartTimer);
    lostBeats = 0;
    heartTimer = setInterval(() => {
      if (lostBeats >= 3) { // 三次没有回应，认为已经断开
        clearInterval(heartTimer);
        socketOpen = false;
        wx.closeSocket();
        this.reconnect();
        return;
      }
      lostBeats++;
      this.sendMessage('ping');
    }, HEART_BEAT);
  },

  sendMessage(method, data) {
    if (socketOpen) {
      wx.sendSocketMessage({ data: JSON.stringify({ method, data }) });
    } else if (method !== 'ping') {
      socketMsgQueue.push({ method, data });
    }
  },

  // 点击棋盘
  onTap(e) {
    const { x, y } = e.currentTarget.dataset;
    this.sendMessage('move', { openid: this.openid, x, y });
  },
});
