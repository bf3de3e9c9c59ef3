/** Whether a page runs in the browser of another app, whose storage may vanish with it. */

/** What a browser says of itself. */
export interface Told {
  readonly userAgent: string;
  /** Whether the page stands on the home screen, where iOS leaves out the name of the browser. */
  readonly isInstalled: boolean;
  /** Tablets of Apple call themselves a Mac; no Mac is touched. */
  readonly touchPoints: number;
}

/** Where a page is open. */
export interface Inside {
  /** What the app is called; `null` where it does not say. */
  readonly app: string | null;
  /** How one gets out of it: by a link, or by a menu of the app. */
  readonly way: "intent" | "menu";
}

/** Apps that say who they are. What is asked for first is part of what others say, too. */
const APPS: readonly (readonly [said: RegExp, name: string])[] = [
  [/FBAN\/Messenger|Orca-Android/, "Messenger"],
  [/Instagram/, "Instagram"],
  [/Barcelona \d/, "Threads"],
  [/FBA[NV]\/|FB_IAB/, "Facebook"],
  [/\bLine\//, "LINE"],
  [/MicroMessenger/, "WeChat"],
  [/musical_ly|BytedanceWebview|\btrill_\d|TikTok/i, "TikTok"],
  [/Snapchat/, "Snapchat"],
  [/LinkedInApp/, "LinkedIn"],
  [/Twitter for|TwitterAndroid/, "X"],
  [/Telegram-(Android|iOS)/, "Telegram"],
  [/WhatsApp\/\d/, "WhatsApp"],
  [/\[Pinterest|Pinterest for/, "Pinterest"],
  [/\bGSA\//, "Google"],
  [/KAKAOTALK/, "KakaoTalk"],
  [/\bViber/, "Viber"],
  [/VKAndroidApp|VKiOSApp|com\.vk\./, "VK"],
  [/RedditAndroid|Reddit\/Version/, "Reddit"],
];

/** Browsers that are built on the view of the system, and keep what they are given. */
const BROWSERS =
  /DuckDuckGo|\bOP[RTX]\/|OPiOS|CriOS|FxiOS|EdgiOS|Focus\/|Klar\/|YaBrowser|SamsungBrowser|MiuiBrowser|HuaweiBrowser|VivoBrowser|HeyTapBrowser|UCBrowser|Brave|Ecosia|Vivaldi/;

/** Where the page is open; `null` in a browser of its own. Where nothing is certain, it is one: false alarms are not believed twice. */
export function insideOf({ userAgent, isInstalled, touchPoints }: Told): Inside | null {
  const way = /Android/.test(userAgent) ? "intent" : "menu";
  const named = APPS.find(([said]) => said.test(userAgent));
  if (named !== undefined) {
    return { app: named[1], way };
  }
  if (isInstalled || BROWSERS.test(userAgent)) {
    return null;
  }
  const isApple = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1);
  const isView = isApple ? !/Safari\//.test(userAgent) && /AppleWebKit/.test(userAgent) : /; wv\)/.test(userAgent);
  return isView ? { app: null, way } : null;
}

/** What the browser says in which this page is. */
export function told(): Told {
  const { userAgent, maxTouchPoints } = navigator;
  const isInstalled =
    ("standalone" in navigator && navigator.standalone === true) ||
    globalThis.matchMedia?.("(display-mode: standalone), (display-mode: fullscreen)").matches === true;
  return { userAgent, isInstalled, touchPoints: maxTouchPoints };
}

/**
 * The address that Android opens in the browser of the person; `null` for what is no page of the web. What stands behind `#`
 * goes along: only the last `#` belongs to the intent.
 */
export function intentOf(link: string): string | null {
  const [, scheme, rest] = /^(https?):(\/\/.+)$/.exec(link) ?? [];
  return scheme === undefined
    ? null
    : `intent:${rest}#Intent;scheme=${scheme};action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE;end`;
}
