import { useEffect, useRef } from 'react';
import { create } from 'zustand';

/** Who listens to a screen can take in so much of what changes by itself: one message in this time. */
export const betweenMs = 5_000;
/** Once it was heard it is nowhere to be read again: the screen itself tells what is. */
const staysMs = 1_000;

/** What is said now, for the region of the shell that says it; empty most of the time. */
export const useSpoken = create<{ text: string }>(() => ({ text: '' }));

const said = new Map<string, string>();
const waiting = new Map<string, string>();
let isResting = false;

/**
 * Says politely what has changed, at most one message in five seconds: of what a source says meanwhile the last is kept,
 * and nothing if that is what was said of it before. `source`: what the message is about.
 */
export function announce(source: string, text: string): void {
  if (said.get(source) === text) waiting.delete(source);
  else waiting.set(source, text);
  if (!isResting) speak();
}

/** What the source has to say is not so any more, or no longer on the screen. */
export function hush(source: string): void {
  waiting.delete(source);
  said.delete(source);
}

function speak(): void {
  isResting = waiting.size > 0;
  if (!isResting) return;
  useSpoken.setState({ text: [...waiting.values()].join('. ') });
  for (const [source, text] of waiting) said.set(source, text);
  waiting.clear();
  setTimeout(() => useSpoken.setState({ text: '' }), staysMs);
  setTimeout(speak, betweenMs);
}

/** Says a text when it changes; what a screen begins with is read from it. */
export function useAnnounced(source: string, text: string): void {
  const first = useRef(text);
  useEffect(() => {
    if (first.current === text) return;
    first.current = '';
    announce(source, text);
  }, [source, text]);
  useEffect(() => () => hush(source), [source]);
}
