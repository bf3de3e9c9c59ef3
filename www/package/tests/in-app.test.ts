// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { IN_APP } from "../src/coming.js";
import { insideOf, intentOf } from "../src/in-app/detect.js";
import { pageLink, rememberFragment } from "../src/page-link.js";
import "../src/index.js";
import type { SealformForm } from "../src/element.js";
import { opened } from "./pkg/sealform_web.js";

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const IPAD = "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const PIXEL =
  "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP1A.240505.005; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0.6422.165 Mobile Safari/537.36";
const GALAXY =
  "Mozilla/5.0 (Linux; Android 13; SM-A536B Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.6367.179 Mobile Safari/537.36";
const CHROME =
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36";

/** Whether a page stands on the home screen, and how many fingers a screen takes. */
const of = (userAgent: string, isInstalled = false, touchPoints = 5) => ({ userAgent, isInstalled, touchPoints });

describe("the browser of another app", () => {
  it.each([
    [
      "Facebook",
      "menu",
      `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/465.0.0.41.105;FBBV/602125219;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.5.1;FBSS/3;FBID/phone;FBLC/nb_NO;FBOP/80]`,
    ],
    [
      "Facebook",
      "menu",
      `${IPAD} Mobile/20G75 [FBAN/FBIOS;FBDV/iPad13,1;FBMD/iPad;FBSN/iPadOS;FBSV/16.6;FBSS/2;FBID/tablet;FBLC/pl_PL;FBOP/5]`,
    ],
    ["Facebook", "intent", `${PIXEL} [FB_IAB/FB4A;FBAV/467.0.0.44.109;]`],
    ["Facebook", "intent", `${GALAXY} [FB_IAB/FB4A;FBAV/412.0.0.22.115;IABMV/1;]`],
    ["Facebook", "intent", `${GALAXY} [FBAN/EMA;FBLC/ru_RU;FBAV/400.0.0.13.119;]`],
    [
      "Messenger",
      "menu",
      `${IPHONE} Mobile/21F90 [FBAN/MessengerForiOS;FBAV/460.0.0.32.108;FBBV/604113337;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;FBSV/17.5.1;FBSS/3;FBCR/;FBID/phone;FBLC/cs_CZ;FBOP/5]`,
    ],
    ["Messenger", "menu", `${IPHONE} Mobile/21F90 [FBAN/MessengerLiteForiOS;FBAV/460.0.0.32.108]`],
    ["Messenger", "intent", `${PIXEL} [FB_IAB/Orca-Android;FBAV/463.0.0.44.85;]`],
    [
      "Instagram",
      "menu",
      `${IPHONE} Mobile/15E148 Instagram 334.0.4.32.98 (iPhone14,5; iOS 17_5_1; nb_NO; nb; scale=3.00; 1170x2532; 606443015)`,
    ],
    [
      "Instagram",
      "intent",
      `${PIXEL} Instagram 336.0.0.35.90 Android (34/14; 420dpi; 1080x2205; Google/google; Pixel 8; shiba; shiba; en_US; 607331310)`,
    ],
    [
      "Threads",
      "menu",
      `${IPHONE} Mobile/15E148 Barcelona 334.0.0.29.101 (iPhone15,2; iOS 17_5_1; en_GB; en; scale=3.00; 1179x2556; 606443111)`,
    ],
    ["LINE", "menu", `${IPHONE} Mobile/15E148 Safari Line/14.9.0`],
    ["LINE", "intent", `${PIXEL} Line/14.9.1/IAB`],
    ["WeChat", "menu", `${IPHONE} Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/en`],
    [
      "WeChat",
      "intent",
      "Mozilla/5.0 (Linux; Android 13; M2012K11AC Build/TKQ1.220829.002; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160065 MMWEBSDK/20231202 MMWEBID/2247 MicroMessenger/8.0.47.2560(0x28002F35) WeChat/arm64 Weixin NetType/4G Language/zh_CN ABI/arm64",
    ],
    [
      "WeChat",
      "menu",
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0.0.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090b13) XWEB/9129 Flue",
    ],
    [
      "TikTok",
      "menu",
      `${IPHONE} Mobile/15E148 musical_ly_34.8.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/pl Region/PL isDarkMode/1 WKWebView/1 BytedanceWebview/d8a21c6`,
    ],
    [
      "TikTok",
      "intent",
      "Mozilla/5.0 (Linux; Android 12; SM-G991B Build/SP1A.210812.016; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0.6422.146 Mobile Safari/537.36 trill_340803 JsSdk/1.0 NetType/MOBILE Channel/googleplay AppName/trill app_version/34.8.3 ByteLocale/en ByteFullLocale/en Region/NO",
    ],
    ["Snapchat", "menu", `${IPHONE} Mobile/15E148 Snapchat/12.89.0.40 (like Safari/8618.2.12.10.9, panda)`],
    ["Snapchat", "intent", `${GALAXY} Snapchat/12.90.0.45 (SM-A536B; Android 13#A536BXXS9DXC4#33; gzip; )`],
    ["LinkedIn", "menu", `${IPHONE} Mobile/15E148 [LinkedInApp]/9.29.6785`],
    ["LinkedIn", "intent", `${PIXEL} [LinkedInApp]/4.1.948`],
    ["X", "menu", `${IPHONE} Mobile/15E148 Twitter for iPhone/10.44`],
    ["X", "menu", `${IPHONE} Mobile/15E148 Safari/604.1 Twitter for iPhone/9.60`],
    ["X", "intent", `${PIXEL} TwitterAndroid`],
    [
      "Telegram",
      "intent",
      "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.6668.100 Mobile Safari/537.36 Telegram-Android/11.3.3 (Google Pixel 8; Android 14; SDK 34; HIGH)",
    ],
    ["WhatsApp", "intent", `${PIXEL} WhatsApp/2.24.13.77`],
    ["Pinterest", "menu", `${IPHONE} Mobile/15E148 [Pinterest/iOS]`],
    ["Pinterest", "intent", `${PIXEL} [Pinterest/Android]`],
    ["Google", "menu", `${IPHONE} GSA/326.0.650834012 Mobile/15E148 Safari/604.1`],
    ["Google", "intent", `${PIXEL} GSA/15.22.34.29.arm64`],
    ["KakaoTalk", "menu", `${IPHONE} Mobile/15E148 KAKAOTALK 10.8.1`],
    ["KakaoTalk", "intent", `${GALAXY};KAKAOTALK 2410870`],
    ["Viber", "menu", `${IPHONE} Mobile/15E148 Viber/22.8.0`],
    ["VK", "intent", `${GALAXY} VKAndroidApp/8.83-21012`],
    ["Reddit", "menu", `${IPHONE} Mobile/15E148 Reddit/Version 2024.24.0/Build 614971/iOS Version 17.5.1`],
    // Those that do not say who they are: Gmail, Outlook, Teams, Slack, the app of an agency.
    [null, "intent", PIXEL],
    [null, "intent", GALAXY],
    [
      null,
      "intent",
      "Mozilla/5.0 (Linux; Android 9; moto g(7) power Build/PPOS29.114-134-12; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/91.0.4472.120 Mobile Safari/537.36",
    ],
    [
      null,
      "intent",
      "Mozilla/5.0 (Linux; Android 14; SM-X710 Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.71 Safari/537.36",
    ],
    [null, "menu", `${IPHONE} Mobile/15E148`],
    [null, "menu", `${IPHONE} Mobile/21F90`],
    [null, "menu", `${IPAD} Mobile/15E148`],
    [null, "menu", MAC],
  ])("%s, left by %s: %s", (app, way, userAgent) => {
    expect(insideOf(of(userAgent))).toEqual({ app, way });
    expect(IN_APP.test(userAgent)).toBe(true);
  });

  it.each([
    ["Safari", `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`],
    ["Safari of an iPad that calls itself a Mac", `${MAC} Version/17.5 Safari/605.1.15`],
    ["Safari of an iPad", `${IPAD} Version/16.6 Mobile/15E148 Safari/604.1`],
    [
      "Safari of iOS 12",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 12_5_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1",
    ],
    ["Chrome for iOS", `${IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`],
    ["Chrome for iPad, as a desktop", `${MAC} CriOS/126 Version/11.1.1 Safari/605.1.15`],
    ["Firefox for iOS", `${IPHONE} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`],
    ["Firefox Focus for iOS", `${IPHONE} FxiOS/127.0 Mobile/15E148`],
    ["Edge for iOS", `${IPHONE} Version/17.0 EdgiOS/126.0.2592.56 Mobile/15E148 Safari/605.1.15`],
    ["Opera for iOS", `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1 OPT/4.7.0`],
    ["DuckDuckGo for iOS", `${IPHONE} Version/17.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`],
    ["Yandex for iOS", `${IPHONE} Version/17.5 YaBrowser/24.6.5.461.10 Mobile/15E148 Safari/604.1`],
    ["Brave for iOS", `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1 Brave/1`],
    ["Chrome for Android, and Custom Tabs, which are Chrome", CHROME],
    [
      "Chrome of an older phone",
      "Mozilla/5.0 (Linux; Android 8.0.0; SM-G930F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.4844.73 Mobile Safari/537.36",
    ],
    [
      "Chrome of a tablet",
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    ],
    [
      "Samsung Internet",
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
    ],
    ["Firefox for Android", "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0"],
    ["Firefox of a tablet", "Mozilla/5.0 (Android 13; Tablet; rv:126.0) Gecko/126.0 Firefox/126.0"],
    [
      "Firefox Focus of old",
      "Mozilla/5.0 (Linux; Android 7.0; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Focus/1.0 Chrome/59.0.3029.83 Mobile Safari/537.36",
    ],
    [
      "Firefox Klar of old",
      "Mozilla/5.0 (Linux; Android 8.0; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Klar/1.0 Chrome/62.0.3029.83 Mobile Safari/537.36",
    ],
    ["Edge for Android", `${CHROME} EdgA/125.0.2535.96`],
    ["Opera for Android", `${CHROME} OPR/83.0.0.0`],
    [
      "Opera Mini",
      "Mozilla/5.0 (Linux; U; Android 14; SM-A546B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.122 Mobile Safari/537.36 OPR/81.0.2254.72495",
    ],
    [
      "Opera GX",
      "Mozilla/5.0 (Linux; Android 13; SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36 OPX/2.4",
    ],
    [
      "DuckDuckGo for Android",
      "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0.6422.165 Mobile DuckDuckGo/5 Safari/537.36",
    ],
    [
      "Yandex for Android",
      "Mozilla/5.0 (Linux; arm_64; Android 13; SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.6367.118 YaBrowser/24.6.2.118.00 SA/3 Mobile Safari/537.36",
    ],
    [
      "Mi Browser",
      "Mozilla/5.0 (Linux; U; Android 13; en-us; M2012K11AC Build/TKQ1.220829.002) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/112.0.5615.136 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.10.1-gn",
    ],
    [
      "Huawei Browser",
      "Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.4844.88 HuaweiBrowser/14.0.5.303 Mobile Safari/537.36",
    ],
    [
      "UC Browser",
      "Mozilla/5.0 (Linux; U; Android 12; en-US; SM-G991B Build/SP1A.210812.016; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.5.0.1313 Mobile Safari/537.36",
    ],
    ["Vivaldi", `${CHROME} Vivaldi/6.7.3335.47`],
    [
      "Chrome of a desktop",
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    ],
    [
      "Chrome without a screen",
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
    ],
    [
      "Edge of a desktop",
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
    ],
    ["Firefox of a desktop", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"],
    ["Safari of a Mac", `${MAC} Version/17.5 Safari/605.1.15`],
    [
      "GNOME Web",
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    ],
    [
      "ChromeOS",
      "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    ],
    ["one that is simulated", "Mozilla/5.0 (linux) AppleWebKit/537.36 (KHTML, like Gecko) jsdom/26.1.0"],
    ["one that says nothing", ""],
  ])("%s is none: %s", (_, userAgent) => {
    expect(insideOf(of(userAgent))).toBeNull();
  });

  it("is no page on the home screen, where iOS leaves out the name of the browser", () => {
    expect(insideOf(of(`${IPHONE} Mobile/15E148`, true))).toBeNull();
    expect(insideOf(of(MAC, true))).toBeNull();
    expect(insideOf(of(CHROME, true))).toBeNull();
  });

  it("is no window of a program of a Mac", () => {
    expect(insideOf(of(MAC, false, 0))).toBeNull();
  });
});

it("keeps module and message away from ordinary browsers", () => {
  for (const userAgent of [
    CHROME,
    `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`,
    `${MAC} Version/17.5 Safari/605.1.15`,
  ]) {
    expect(IN_APP.test(userAgent)).toBe(false);
  }
  expect(IN_APP.test("Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0")).toBe(false);
});

it.each([
  [
    "https://forms.example/visit/?lang=nb#a=x.y.z",
    "intent://forms.example/visit/?lang=nb#a=x.y.z#Intent;scheme=https;",
  ],
  ["https://forms.example:8443/", "intent://forms.example:8443/#Intent;scheme=https;"],
  ["http://localhost:8080/a.html", "intent://localhost:8080/a.html#Intent;scheme=http;"],
])("%s is opened by %s", (link, begins) => {
  expect(intentOf(link)).toBe(
    `${begins}action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE;end`,
  );
});

it.each(["file:///sdcard/form.html", "about:blank", "javascript:alert(1)", "content://x/y"])(
  "%s is no page to open",
  (link) => {
    expect(intentOf(link)).toBeNull();
  },
);

describe("the warning", () => {
  let form: SealformForm;
  const tree = (): ShadowRoot => form.shadowRoot as ShadowRoot;
  const sees = (text: string): Promise<void> => vi.waitFor(() => expect(tree().textContent).toContain(text), 5000);
  const press = (label: string): void => {
    const found = [...tree().querySelectorAll("button")].find((one) => one.textContent === label);
    expect(found, `no "${label}" in ${tree().textContent}`).toBeDefined();
    found?.click();
  };
  const copied = vi.fn(async (_: string) => undefined);

  beforeEach(() => {
    opened.length = 0;
    copied.mockClear();
    HTMLDialogElement.prototype.showModal = () => undefined;
    HTMLDialogElement.prototype.close = function () {
      this.dispatchEvent(new Event("close"));
    };
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    document.body.replaceChildren();
    rememberFragment("");
  });

  async function inside(userAgent: string, more: object = { clipboard: { writeText: copied } }): Promise<void> {
    vi.stubGlobal("navigator", { userAgent, maxTouchPoints: 5, languages: ["en"], platform: "", ...more });
    form = document.createElement("sealform-form");
    form.lang = "en";
    form.program = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
    document.body.append(form);
    await vi.waitFor(() => expect(opened).toHaveLength(1), 5000);
    await vi.waitFor(() => expect(tree().contains(opened[0].root)).toBe(true), 5000);
  }

  it("names the app, and copies the link with what was taken out of the address bar", async () => {
    rememberFragment("#a=x.y.z");
    await inside(`${IPHONE} Mobile/15E148 Instagram 334.0.4.32.98`);
    await sees("This page is open inside Instagram. What you type here may be lost when you close it.");
    await sees("Open in Safari");
    expect([...tree().querySelectorAll("[part=notice] button")].map((one) => one.textContent)).toEqual([
      "Copy the link",
      "Take the draft along",
      "Stay here",
    ]);
    press("Copy the link");
    await sees("The link is copied.");
    expect(copied).toHaveBeenCalledWith(`${location.href.split("#")[0]}#a=x.y.z`);
    expect(pageLink()).toBe(`${location.href.split("#")[0]}#a=x.y.z`);
    expect(tree().contains(opened[0].root)).toBe(true);
  });

  it("opens the page in the browser of an Android phone", async () => {
    const followed: string[] = [];
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      followed.push(this.href);
    });
    rememberFragment("#a=x.y.z");
    await inside(PIXEL);
    await sees("This page is open inside another app.");
    press("Open in the browser");
    expect(followed).toEqual([expect.stringMatching(/^intent:\/\/.*#a=x\.y\.z#Intent;scheme=http;.*;end$/)]);
    click.mockRestore();
    await sees("If you do not find it, copy the link");
  });

  it("gives the draft as a file, and as text that can be selected where nothing can be copied", async () => {
    await inside(`${PIXEL} [FB_IAB/FB4A;FBAV/467.0.0.44.109;]`, {});
    await sees("inside Facebook");
    press("Take the draft along");
    await sees("under “Reports and drafts on this device” there is “Open a saved draft”");
    const text = tree().querySelector<HTMLTextAreaElement>("dialog textarea")?.value;
    expect(text).toBe(form.exportDraft());
    press("Copy as text");
    await sees("Select the text and copy it yourself.");
    expect([...tree().querySelectorAll("dialog button")].map((one) => one.textContent)).toEqual([
      "Copy as text",
      "Save",
      "Close",
    ]);
    press("Close");
    expect(tree().querySelector("dialog")).toBeNull();
  });

  it("is not given in an app that keeps what is stored", async () => {
    vi.stubGlobal("navigator", { userAgent: PIXEL, maxTouchPoints: 5, languages: ["en"], platform: "" });
    form = document.createElement("sealform-form");
    form.setAttribute("data-own-app", "");
    form.program = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
    document.body.append(form);
    await vi.waitFor(() => expect(opened).toHaveLength(1), 5000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(tree().textContent).not.toContain("This page is open inside");
  });

  it("is over for whoever stays", async () => {
    await inside(`${IPHONE} Mobile/15E148 [LinkedInApp]/9.29.6785`);
    await sees("inside LinkedIn");
    press("Stay here");
    expect(tree().textContent).not.toContain("inside LinkedIn");
    expect(tree().contains(opened[0].root)).toBe(true);
  });
});
