import { CloudImage } from './cloud-image';

/** What a machine without a system installs one from: it boots from this as long as its own disk does not. */
export class InstallMedia {
  /**
   * An ISO image, put into a CD-ROM drive.
   * @param location a file of the project, or a URL
   * @param options `digest`: what it must be, e.g. `sha512:…`; required of a URL
   * @throws RangeError if the digest is missing or cannot be one
   */
  static iso(location: string, options: { readonly digest?: string } = {}): InstallMedia {
    if (!/^https?:\/\//.test(location)) {
      return new InstallMedia(CloudImage.fromFile(location, { ...options, format: 'raw' }));
    }
    if (options.digest === undefined) {
      throw new RangeError(`the digest of ${location} must be given, e.g. { digest: 'sha512:…' }`);
    }
    return new InstallMedia(CloudImage.fromUrl(location, { digest: options.digest, format: 'raw' }));
  }

  private constructor(
    /** The image, to be uploaded. */
    readonly image: CloudImage,
  ) {}
}
