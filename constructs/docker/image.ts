import { Image as ImageResource } from '@cdktf/provider-docker/lib/image';
import type { IConstruct } from 'constructs';
import { ConfigError, type ContainerImageAsset, containerImageAsset, type DebianPackages, kebab, LabApp, LabStack, shown } from '../core';
import { Engine } from './engine';

const REFERENCE = /^(?:[\w.-]+(?::\d+)?\/)?[a-z0-9._/-]+(?::(?<tag>[\w.-]+))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

/** What a container is made from. Bound to an engine when a service uses it; services with the same image share it. */
export class Image {
  /**
   * An image of a registry.
   * @param reference with a fixed tag or a digest, e.g. `nginx:1.27.3`
   * @param options what to build it from instead where the registry cannot be reached
   */
  static fromRegistry(reference: string, options: { readonly otherwise?: DebianPackages } = {}): Image {
    return new Image(nameOf(reference), { registry: { image: reference }, packages: options.otherwise ?? null, dockerfile: null });
  }

  /**
   * An image with nothing but these Debian packages and what they need.
   * @throws RangeError if there are none
   */
  static fromDebianPackages(packages: DebianPackages): Image {
    if (packages.packages.length === 0) {
      throw new RangeError(`an Image of Debian packages must name at least one, got none`);
    }
    return new Image(packages.packages[0] ?? 'debian', { registry: null, packages, dockerfile: null });
  }

  /**
   * An image that a Dockerfile builds.
   * @param path the folder with the Dockerfile, relative to the project
   * @throws RangeError if it is empty
   */
  static fromDockerfile(path: string): Image {
    if (path === '') {
      throw new RangeError(`an Image must have the folder of its Dockerfile, got '': '.' is the project's own`);
    }
    return new Image(kebab(path) || 'project', { registry: null, packages: null, dockerfile: { path } });
  }

  readonly asset: ContainerImageAsset;

  private constructor(name: string, description: Pick<ContainerImageAsset, 'registry' | 'packages' | 'dockerfile'>) {
    this.asset = containerImageAsset(name, description);
  }

  /**
   * The resource of this image on the engine of `scope`, made when first asked for.
   * @throws ConfigError if it is of a registry and its tag may change
   */
  bind(scope: IConstruct): ImageResource {
    this.refuseFloatingTag(scope);
    const engine = Engine.of(scope);
    const { id, directory } = this.asset;
    const existing = engine.node.tryFindChild(`Image-${id}`);
    if (existing instanceof ImageResource) {
      return existing;
    }
    LabStack.of(engine).addAsset(this.asset);
    const [, name, hash] = /^(.*)-([^-]+)$/.exec(id) ?? [];
    const resource = new ImageResource(engine, `Image-${id}`, {
      name: `${LabApp.of(engine).id}-${name ?? id}:${hash ?? 'built'}`,
      buildAttribute: { context: directory },
      triggers: { recipe: id },
      provider: engine.provider,
    });
    if (!engine.host.startsWith('unix://')) {
      // The provider's newer builder works on the daemon of this machine, whichever engine was meant.
      resource.addOverride('build.use_legacy_builder', true);
    }
    return resource;
  }

  private refuseFloatingTag(scope: IConstruct): void {
    const reference = this.asset.registry?.image;
    if (reference === undefined) {
      return;
    }
    const { tag, digest } = REFERENCE.exec(reference)?.groups ?? {};
    if (!REFERENCE.test(reference)) {
      throw new ConfigError(scope, `'image' must be the name of an image, e.g. 'postgres:17.2', got ${shown(reference)}`);
    }
    if (digest === undefined && (tag === undefined || tag === 'latest')) {
      throw new ConfigError(scope, `'image' must name a fixed tag or a digest, e.g. 'postgres:17.2', got '${reference}'`);
    }
  }
}

function nameOf(reference: string): string {
  return kebab(/([^/:@]+)(?::[^/]*)?(?:@.*)?$/.exec(reference)?.[1] ?? reference) || 'image';
}
