/** Must run before any schema is made: zod tries `new Function` once, which the page's policy reports. */
import { z } from 'zod';

z.config({ jitless: true });
