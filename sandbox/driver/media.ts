import { COMPONENT, type Component, MESSAGE_FLAG, type Message } from '../model/types.ts';
import type { World } from '../model/world.ts';

/** A picture or file that a message shows, wherever it stands in it. */
export interface MediaView {
  /** The file's name. */
  name: string;
  /** The alternative text. */
  description: string | undefined;
  url: string;
  /** What was uploaded; undefined for what is elsewhere. */
  bytes: Uint8Array | undefined;
}

/** All pictures and files of a message: those of components and embeds in reading order, then the loose ones. */
export function mediaOf(world: World, { wire, attachments }: Message): MediaView[] {
  const shown = (url: string, description?: string | null): MediaView => {
    const id = attachments.find((attachment) => url.includes(`/${attachment.id}/`))?.id;
    const stored = world.attachments.get(id ?? '');
    return {
      name: mediaName(url),
      description: description ?? stored?.attachment.description,
      url,
      bytes: stored?.bytes,
    };
  };
  const isV2 = (wire.flags & MESSAGE_FLAG.componentsV2) !== 0;
  return [
    ...wire.embeds
      .flatMap(({ image, thumbnail }) => [thumbnail, image].flatMap((at) => at?.url ?? []))
      .map((url) => shown(url)),
    ...wire.components.flatMap((component) => inComponent(component, shown)),
    // In the newer layout only what a component refers to is seen.
    ...(isV2 ? [] : wire.attachments.map(({ url, description }) => shown(url, description))),
  ];
}

/** The file's name in an address. */
export function mediaName(url: string): string {
  return decodeURIComponent((URL.parse(url)?.pathname ?? url).split('/').at(-1) ?? '');
}

type Show = (url: string, description?: string | null) => MediaView;

function inComponent(component: Component, shown: Show): MediaView[] {
  switch (component.type) {
    case COMPONENT.mediaGallery:
      return (component.items ?? []).map(({ media, description }) => shown(media.url, description));
    case COMPONENT.thumbnail:
      return component.media ? [shown(component.media.url, component.description)] : [];
    case COMPONENT.file:
      return component.file ? [shown(component.file.url)] : [];
    default: {
      const inner = [...(component.components ?? []), ...(component.accessory ? [component.accessory] : [])];
      return inner.flatMap((entry) => inComponent(entry, shown));
    }
  }
}
