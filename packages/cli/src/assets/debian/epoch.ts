/** The time, in seconds since 1970, that built images give to files made during the build: equal packages then give equal images. */
export const SOURCE_DATE_EPOCH = process.env.SOURCE_DATE_EPOCH ?? '1735689600';
