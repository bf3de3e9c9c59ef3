/** An entry for the calendar of the device: a day on which something is to be done (RFC 5545). */

/** A line has at most so many octets (section 3.1). */
const LINE_OCTETS = 75;

/** The file of an entry that takes a whole day: `day` is an ISO date, `now` the moment at which it is made. */
export function calendarFile(title: string, day: string, address: string, now: Date): string {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Sealform//Form//EN",
    "BEGIN:VEVENT",
    `UID:${randomHex()}`,
    `DTSTAMP:${now.toISOString().replace(/[-:]|\.\d+/g, "")}`,
    `DTSTART;VALUE=DATE:${day.replaceAll("-", "")}`,
    `DTEND;VALUE=DATE:${next.replaceAll("-", "")}`,
    `SUMMARY:${escaped(title)}`,
    `URL:${address}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

function randomHex(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A text of a property (section 3.3.11). */
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");
}

/** A long line as several, of which each but the first begins with a blank; no letter is cut in two. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = "";
  let octets = 0;
  for (const letter of line) {
    const more = new TextEncoder().encode(letter).length;
    if (octets + more > LINE_OCTETS) {
      parts.push(part);
      part = " ";
      octets = 1;
    }
    part += letter;
    octets += more;
  }
  return [...parts, part].join("\r\n");
}
