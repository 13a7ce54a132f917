import { writeSync } from 'node:fs';
import { peakRssMb } from './peakRss.ts';

/*
 * Loaded before a program that runs to its end: tells then on file descriptor 3, in megabytes, how much memory it took at
 * most.
 */
process.on('exit', () => writeSync(3, String(peakRssMb())));
