declare module 'spdy-transport/lib/spdy-transport/protocol/spdy/dictionary.js' {
  const dictionaries: Record<string, Buffer>;
  export default dictionaries;
}
