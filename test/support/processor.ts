/** Seconds of processor time that some work takes in this process: other programs on the machine do not count. */
export function processorSeconds(work: () => void): number {
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
}
