import type { ImageProblem } from '../../app/keepPictures.ts';
import { evidenceLimits, type SubmissionRefusal } from '../../domain/evidence.ts';
import { unreachable } from '../../domain/result.ts';
import type { Status } from '../../domain/status.ts';
import type { SubmitRefusal } from '../../domain/submitEvidence.ts';
import { shownLine } from '../text.ts';

/** Why evidence is not taken, and what to do. */
export function evidenceRefusalWords(
  refusal: Exclude<SubmitRefusal, { code: 'not-your-order' }> | SubmissionRefusal | ImageProblem,
): [what: string, next: string] {
  switch (refusal.code) {
    case 'submit-not-now':
      return [`Evidence can’t be submitted while the order is ${refusal.status}`, submitHint(refusal.status)];
    case 'evidence-without-image':
      return ['There is no picture', 'Add a screenshot that shows the finished work.'];
    case 'evidence-too-many-images':
      return [
        `${refusal.count} pictures are too many`,
        `At most ${evidenceLimits.images} fit; choose those that show it best.`,
      ];
    case 'evidence-notes-too-long':
      return [
        `The notes have ${refusal.length} characters`,
        `At most ${evidenceLimits.notes} fit; say it shorter.`,
      ];
    case 'image-refused': {
      const [what, next] = imageWords(refusal.why);
      return [
        refusal.count === 1
          ? what.replace(/^./u, (first) => first.toUpperCase())
          : `Picture ${refusal.position + 1}: ${what}`,
        next,
      ];
    }
    default:
      return unreachable(refusal);
  }
}

function submitHint(status: Status): string {
  if (status === 'Evidence Submitted' || status === 'In Review')
    return 'It is with the reviewers; you will get a DM with the decision.';
  if (status === 'Disputed')
    return 'Show what you have with /dispute evidence; staff see it before they decide.';
  return 'Run /myorders to see what comes next.';
}

const again = 'Post it again and submit that.';

function imageWords(why: ImageProblem['why']): [what: string, next: string] {
  switch (why.code) {
    case 'image-wrong-format':
      return [
        why.found === undefined ? 'that is not a picture I know' : `that is ${shownLine(why.found, 40)}`,
        'It needs to be PNG or JPG: save it as one of them, or take a screenshot.',
      ];
    case 'image-too-large':
    case 'download-too-large':
      return [
        why.code === 'image-too-large' ? `it has ${megabytes(why.bytes)} MB` : 'it has more than 10 MB',
        'At most 10 MB are taken; save it as JPG, or cut away what is not needed.',
      ];
    case 'image-too-small':
      return [
        `${why.width}×${why.height}, needs at least ${evidenceLimits.minWidth}×${evidenceLimits.minHeight}`,
        'Take a screenshot of the whole screen.',
      ];
    case 'image-too-many-pixels':
      return [
        `${why.width}×${why.height} are too many pixels`,
        'At most 40 megapixels are taken; make it smaller.',
      ];
    case 'image-too-heavy':
      return [
        'the picture takes too much memory to open',
        'Save it as an ordinary JPG, or make it smaller, and submit that.',
      ];
    case 'image-damaged':
      return ['the picture is damaged', 'Save or take it again.'];
    case 'download-expired':
      return ['Discord no longer has this picture', again];
    case 'download-host-not-allowed':
      return ['the picture is not on Discord', 'Upload it here instead of linking to it.'];
    case 'download-timed-out':
    case 'download-failed':
      return ['Discord did not hand the picture over', 'Try again in a moment.'];
    default:
      return unreachable(why);
  }
}

/** Rounded up: what is too much must not read as what is allowed. */
function megabytes(bytes: number): string {
  return (Math.ceil((bytes / 1024 / 1024) * 10) / 10).toFixed(1);
}
