import fc from 'fast-check';

/** Properties are tried with the same cases in every run, so that a test says the same of the same code; the soak of properties varies the seed. */
fc.configureGlobal({ seed: Number(process.env['LABCLOUD_PROPERTY_SEED'] ?? '1') });

export default fc;
