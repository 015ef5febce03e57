// The address of the server. A released program needs wss:// and a registered domain.
module.exports = { server: 'ws://localhost:8080/ws/' };
