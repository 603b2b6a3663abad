import type { DebianPackages } from '../core';

/** The name of an image in the catalogue. */
export type PublishedImage =
  | 'DEBIAN_12'
  | 'DEBIAN_13'
  | 'UBUNTU_24_04'
  | 'UBUNTU_22_04'
  | 'FEDORA_43'
  | 'ROCKY_9'
  | 'ALMALINUX_9'
  | 'ALMALINUX_10'
  | 'CENTOS_STREAM_9'
  | 'ARCH_LINUX';

/** Where the project that makes a system publishes it for clouds (x86-64), and what the file must be. */
export const PUBLISHED_IMAGES: Readonly<
  Record<PublishedImage, { readonly url: string; readonly digest: string; readonly otherwise?: DebianPackages }>
> = {
  DEBIAN_12: {
    url: 'https://cloud.debian.org/images/cloud/bookworm/20250210-2019/debian-12-genericcloud-amd64-20250210-2019.qcow2',
    digest:
      'sha512:a58d86525d75fd8e139a2302531ce5d2ab75ef0273cfe78f9d53aada4b23efd45f8433b4806fa4570cfe981c8fae26f5e5e855cbd66ba2198862f28125fd2d45',
    otherwise: { suite: 'bookworm', packages: [] },
  },
  DEBIAN_13: {
    url: 'https://cloud.debian.org/images/cloud/trixie/20260712-2537/debian-13-genericcloud-amd64-20260712-2537.qcow2',
    digest:
      'sha512:7ae53e9dbee282bfc16f289dec483dde3a8598769c38a267948310f7a2a52c662620198603bc52c142627efba379863d16079698a10b34102d55bcedd40e8d32',
  },
  UBUNTU_24_04: {
    url: 'https://cloud-images.ubuntu.com/releases/noble/release-20260725/ubuntu-24.04-server-cloudimg-amd64.img',
    digest: 'sha256:d1940f7d69d343355e183dff1e08a59852d32e7309baa7a4bad8365b11b005ac',
  },
  UBUNTU_22_04: {
    url: 'https://cloud-images.ubuntu.com/releases/jammy/release-20250508/ubuntu-22.04-server-cloudimg-amd64.img',
    digest: 'sha256:0cf20b41a17dbea17b2ac2a08c1c9b677748940c11a0381a02931e0af1a1fb52',
  },
  FEDORA_43: {
    url: 'https://download.fedoraproject.org/pub/fedora/linux/releases/43/Cloud/x86_64/images/Fedora-Cloud-Base-Generic-43-1.6.x86_64.qcow2',
    digest: 'sha256:846574c8a97cd2d8dc1f231062d73107cc85cbbbda56335e264a46e3a6c8ab2f',
  },
  ROCKY_9: {
    url: 'https://dl.rockylinux.org/pub/rocky/9.5/images/x86_64/Rocky-9-GenericCloud-Base-9.5-20241118.0.x86_64.qcow2',
    digest: 'sha256:069493fdc807300a22176540e9171fcff2227a92b40a7985a0c1c9e21aeebf57',
  },
  ALMALINUX_9: {
    url: 'https://repo.almalinux.org/almalinux/9.5/cloud/x86_64/images/AlmaLinux-9-GenericCloud-9.5-20241120.x86_64.qcow2',
    digest: 'sha256:abddf01589d46c841f718cec239392924a03b34c4fe84929af5d543c50e37e37',
  },
  ALMALINUX_10: {
    url: 'https://repo.almalinux.org/almalinux/10.0/cloud/x86_64/images/AlmaLinux-10-GenericCloud-10.0-20250528.0.x86_64.qcow2',
    digest: 'sha256:9c528c5895c7fb5fc906add749d48057dbba4a4258a708c224aa3ef60fda14bd',
  },
  CENTOS_STREAM_9: {
    url: 'https://cloud.centos.org/centos/9-stream/x86_64/images/CentOS-Stream-GenericCloud-9-20250428.0.x86_64.qcow2',
    digest: 'sha256:686887f2fbe63317e42d85c3feb0c69879388fbe959d83de0210a4212a5d7d76',
  },
  ARCH_LINUX: {
    url: 'https://geo.mirror.pkgbuild.com/images/v20260515.530093/Arch-Linux-x86_64-cloudimg-20260515.530093.qcow2',
    digest: 'sha256:604c69ad34c65756377e42567e9eed456599841ea95d645f0e4ac57c6f76c3a6',
  },
};
