/** Whether the fast path of synth is in use: always, unless `LABCLOUD_FAST_SYNTH=0`. */
export function isFastSynth(): boolean {
  return process.env.LABCLOUD_FAST_SYNTH !== '0';
}
