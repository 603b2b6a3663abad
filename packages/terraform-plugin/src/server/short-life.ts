import { setFlagsFromString } from 'node:v8';
import { isStartedByTerraform } from './handshake';

/**
 * V8 optimizes a function after it has run so much; a number twenty times its own. Terraform starts a provider for seconds, three times in a plan:
 * optimizing what will not run much longer cost a sixth of the provider's time. A V8 that does not know the word says so on stderr and goes on.
 */
const LATE_OPTIMIZATION = '--interrupt-budget=1350000';

// On import, so that it is in force before anything runs often.
if (isStartedByTerraform(process.env)) setFlagsFromString(LATE_OPTIMIZATION);
