/** The way to the control plane. A port, so that a simulator can pass messages without sockets. */
export interface Transport {
  /** Starts connecting. Exactly one `onClose` follows, whether it ever opened or not; nothing after it. */
  connect(handlers: ConnectionHandlers): Connection;
}

export interface ConnectionHandlers {
  onOpen(): void;
  onMessage(text: string): void;
  /** @param reason why, in words for the log. */
  onClose(reason: string): void;
}

export interface Connection {
  /** Queues one text frame; dropped when the connection is not open. */
  send(text: string): void;
  /** Resolves when little enough is queued for more bulk data; also when the connection has closed. */
  drained(): Promise<void>;
  close(reason: string): void;
}
