/** What the widgets say, in the languages of the interface. `{0}`, `{1}`, … are places for what is told beside them. */

type Files = Readonly<Record<"image" | "audio" | "video" | "any", string>>;

export interface Words {
  readonly notAnswered: string;
  readonly search: string;
  /** `{0}` of `{1}` choices. */
  readonly found: string;
  readonly remove: string;
  /** `{0}` is removed. */
  readonly removed: string;
  readonly notRanked: string;
  readonly keepOrder: string;
  /** Moves `{0}`. */
  readonly moveUp: string;
  readonly moveDown: string;
  /** `{0}` is at `{1}` of `{2}`. */
  readonly placed: string;
  readonly latitude: string;
  readonly longitude: string;
  readonly locate: string;
  readonly stopLocating: string;
  readonly locating: string;
  /** Found to `{0}` metres. */
  readonly located: string;
  readonly locationDenied: string;
  readonly locationFailed: string;
  readonly accuracy: string;
  readonly altitude: string;
  readonly addHere: string;
  readonly addPoint: string;
  readonly noPoints: string;
  readonly points: string;
  readonly pointAdded: string;
  readonly needsDegrees: string;
  readonly choose: Files;
  readonly replace: Files;
  readonly keeping: string;
  readonly fileKept: string;
  readonly fileNotKept: string;
  readonly fileTooLarge: string;
  readonly fileElsewhere: string;
  readonly noPicture: string;
  readonly save: string;
  /** Saves `{0}`. */
  readonly saveFile: string;
  /** What a drawing is called. */
  readonly drawing: string;
  readonly drawHere: string;
  readonly keepDrawing: string;
  readonly wipe: string;
  readonly drawOther: string;
  readonly scan: string;
  readonly stopScanning: string;
  readonly scanning: string;
  readonly scanned: string;
  readonly noCamera: string;
  readonly pictureOf: string;
  readonly larger: string;
  readonly mediumMissing: string;
}

export const WORDS: Readonly<Record<string, Words>> = {
  en: {
    notAnswered: "Not answered",
    search: "Search the list",
    found: "{0} of {1}",
    remove: "Remove",
    removed: "{0} is removed.",
    notRanked: "Not in order yet. Move the first one, or keep the order as it is.",
    keepOrder: "Keep this order",
    moveUp: "Move up: {0}",
    moveDown: "Move down: {0}",
    placed: "{0}: place {1} of {2}",
    latitude: "Latitude in degrees",
    longitude: "Longitude in degrees",
    locate: "Use my location",
    stopLocating: "This is good enough",
    locating: "Looking where you are…",
    located: "Found, accurate to {0} m.",
    locationDenied: "The browser does not tell this page where you are. Allow it in the settings of the page, or type the place.",
    locationFailed: "Your location could not be found. Try again under the open sky, or type the place.",
    accuracy: "Accurate to {0} m",
    altitude: "Altitude {0} m",
    addHere: "Add my location",
    addPoint: "Add this point",
    noPoints: "No points yet.",
    points: "Points: {0}",
    pointAdded: "Added. Points: {0}",
    needsDegrees: "Please write both numbers in degrees, for example 59.9139 and 10.7522.",
    choose: { image: "Take or choose a picture", audio: "Record or choose a sound", video: "Film or choose a video", any: "Choose a file" },
    replace: { image: "Another picture", audio: "Another sound", video: "Another video", any: "Another file" },
    keeping: "Saving…",
    fileKept: "{0} is saved on this device.",
    fileNotKept: "This file could not be saved on this device. It is lost when the page is left.",
    fileTooLarge: "This file is too large. At most {0} can be attached.",
    fileElsewhere: "not on this device",
    noPicture: "This is not a picture that the browser can show.",
    save: "Save",
    saveFile: "Save {0}",
    drawing: "drawing",
    drawHere: "Draw or sign in this field",
    keepDrawing: "Keep the drawing",
    wipe: "Begin again",
    drawOther: "Choose a picture instead",
    scan: "Scan with the camera",
    stopScanning: "Stop the camera",
    scanning: "Hold the code before the camera.",
    scanned: "The code is read.",
    noCamera: "The camera cannot be used. Please type what stands below the code.",
    pictureOf: "Picture: {0}",
    larger: "Larger picture: {0}",
    mediumMissing: "(The file {0} is missing.)",
  },
  nb: {
    notAnswered: "Ikke besvart",
    search: "Søk i listen",
    found: "{0} av {1}",
    remove: "Fjern",
    removed: "{0} er fjernet.",
    notRanked: "Ikke ordnet ennå. Flytt den første, eller behold rekkefølgen.",
    keepOrder: "Behold denne rekkefølgen",
    moveUp: "Flytt opp: {0}",
    moveDown: "Flytt ned: {0}",
    placed: "{0}: plass {1} av {2}",
    latitude: "Breddegrad",
    longitude: "Lengdegrad",
    locate: "Bruk posisjonen min",
    stopLocating: "Dette er godt nok",
    locating: "Finner ut hvor du er …",
    located: "Funnet, med en nøyaktighet på {0} m.",
    locationDenied: "Nettleseren forteller ikke siden hvor du er. Tillat det i innstillingene for siden, eller skriv inn stedet.",
    locationFailed: "Posisjonen din ble ikke funnet. Prøv igjen under åpen himmel, eller skriv inn stedet.",
    accuracy: "Nøyaktighet {0} m",
    altitude: "Høyde {0} m",
    addHere: "Legg til posisjonen min",
    addPoint: "Legg til punktet",
    noPoints: "Ingen punkter ennå.",
    points: "Punkter: {0}",
    pointAdded: "Lagt til. Punkter: {0}",
    needsDegrees: "Skriv begge tallene i grader, for eksempel 59.9139 og 10.7522.",
    choose: { image: "Ta eller velg et bilde", audio: "Ta opp eller velg lyd", video: "Film eller velg en video", any: "Velg en fil" },
    replace: { image: "Et annet bilde", audio: "En annen lyd", video: "En annen video", any: "En annen fil" },
    keeping: "Lagrer …",
    fileKept: "{0} er lagret på denne enheten.",
    fileNotKept: "Filen kunne ikke lagres på denne enheten. Den går tapt når siden forlates.",
    fileTooLarge: "Filen er for stor. Det kan legges ved høyst {0}.",
    fileElsewhere: "ikke på denne enheten",
    noPicture: "Dette er ikke et bilde som nettleseren kan vise.",
    save: "Lagre",
    saveFile: "Lagre {0}",
    drawing: "tegning",
    drawHere: "Tegn eller signer i dette feltet",
    keepDrawing: "Behold tegningen",
    wipe: "Begynn på nytt",
    drawOther: "Velg et bilde i stedet",
    scan: "Skann med kameraet",
    stopScanning: "Stopp kameraet",
    scanning: "Hold koden foran kameraet.",
    scanned: "Koden er lest.",
    noCamera: "Kameraet kan ikke brukes. Skriv det som står under koden.",
    pictureOf: "Bilde: {0}",
    larger: "Større bilde: {0}",
    mediumMissing: "(Filen {0} mangler.)",
  },
  pl: {
    notAnswered: "Bez odpowiedzi",
    search: "Szukaj na liście",
    found: "{0} z {1}",
    remove: "Usuń",
    removed: "Usunięto: {0}.",
    notRanked: "Jeszcze bez kolejności. Przesuń pierwszy element albo zachowaj kolejność.",
    keepOrder: "Zachowaj tę kolejność",
    moveUp: "Przesuń w górę: {0}",
    moveDown: "Przesuń w dół: {0}",
    placed: "{0}: miejsce {1} z {2}",
    latitude: "Szerokość geograficzna w stopniach",
    longitude: "Długość geograficzna w stopniach",
    locate: "Użyj mojej lokalizacji",
    stopLocating: "Wystarczy",
    locating: "Ustalanie położenia…",
    located: "Znaleziono, z dokładnością do {0} m.",
    locationDenied: "Przeglądarka nie podaje tej stronie położenia. Zezwól na to w ustawieniach strony albo wpisz miejsce.",
    locationFailed: "Nie udało się ustalić położenia. Spróbuj pod gołym niebem albo wpisz miejsce.",
    accuracy: "Dokładność do {0} m",
    altitude: "Wysokość {0} m",
    addHere: "Dodaj moją lokalizację",
    addPoint: "Dodaj ten punkt",
    noPoints: "Brak punktów.",
    points: "Punkty: {0}",
    pointAdded: "Dodano. Punkty: {0}",
    needsDegrees: "Wpisz obie liczby w stopniach, na przykład 52.2297 i 21.0122.",
    choose: { image: "Zrób lub wybierz zdjęcie", audio: "Nagraj lub wybierz dźwięk", video: "Nagraj lub wybierz film", any: "Wybierz plik" },
    replace: { image: "Inne zdjęcie", audio: "Inny dźwięk", video: "Inny film", any: "Inny plik" },
    keeping: "Zapisywanie…",
    fileKept: "Zapisano na tym urządzeniu: {0}.",
    fileNotKept: "Nie udało się zapisać pliku na tym urządzeniu. Zniknie po opuszczeniu strony.",
    fileTooLarge: "Plik jest za duży. Można dołączyć najwyżej {0}.",
    fileElsewhere: "nie ma na tym urządzeniu",
    noPicture: "Przeglądarka nie potrafi pokazać tego obrazu.",
    save: "Zapisz",
    saveFile: "Zapisz {0}",
    drawing: "rysunek",
    drawHere: "Narysuj lub podpisz się w tym polu",
    keepDrawing: "Zachowaj rysunek",
    wipe: "Zacznij od nowa",
    drawOther: "Wybierz zamiast tego obraz",
    scan: "Zeskanuj aparatem",
    stopScanning: "Wyłącz aparat",
    scanning: "Trzymaj kod przed aparatem.",
    scanned: "Kod odczytano.",
    noCamera: "Nie można użyć aparatu. Wpisz to, co jest pod kodem.",
    pictureOf: "Obraz: {0}",
    larger: "Większy obraz: {0}",
    mediumMissing: "(Brakuje pliku {0}.)",
  },
  cs: {
    notAnswered: "Bez odpovědi",
    search: "Hledat v seznamu",
    found: "{0} z {1}",
    remove: "Odebrat",
    removed: "Odebráno: {0}.",
    notRanked: "Zatím bez pořadí. Posuňte první položku, nebo pořadí ponechte.",
    keepOrder: "Ponechat toto pořadí",
    moveUp: "Posunout nahoru: {0}",
    moveDown: "Posunout dolů: {0}",
    placed: "{0}: {1}. místo z {2}",
    latitude: "Zeměpisná šířka ve stupních",
    longitude: "Zeměpisná délka ve stupních",
    locate: "Použít moji polohu",
    stopLocating: "To stačí",
    locating: "Zjišťuje se poloha…",
    located: "Nalezeno s přesností na {0} m.",
    locationDenied: "Prohlížeč této stránce polohu nesděluje. Povolte to v nastavení stránky, nebo místo zapište.",
    locationFailed: "Polohu se nepodařilo zjistit. Zkuste to pod širým nebem, nebo místo zapište.",
    accuracy: "Přesnost {0} m",
    altitude: "Nadmořská výška {0} m",
    addHere: "Přidat moji polohu",
    addPoint: "Přidat tento bod",
    noPoints: "Zatím žádné body.",
    points: "Body: {0}",
    pointAdded: "Přidáno. Body: {0}",
    needsDegrees: "Zapište obě čísla ve stupních, například 50.0755 a 14.4378.",
    choose: { image: "Vyfotit nebo vybrat obrázek", audio: "Nahrát nebo vybrat zvuk", video: "Natočit nebo vybrat video", any: "Vybrat soubor" },
    replace: { image: "Jiný obrázek", audio: "Jiný zvuk", video: "Jiné video", any: "Jiný soubor" },
    keeping: "Ukládá se…",
    fileKept: "Uloženo v tomto zařízení: {0}.",
    fileNotKept: "Soubor se nepodařilo uložit v tomto zařízení. Po opuštění stránky se ztratí.",
    fileTooLarge: "Soubor je příliš velký. Přiložit lze nejvýše {0}.",
    fileElsewhere: "není v tomto zařízení",
    noPicture: "Tento obrázek prohlížeč neumí zobrazit.",
    save: "Uložit",
    saveFile: "Uložit {0}",
    drawing: "kresba",
    drawHere: "Kreslete nebo se podepište v tomto poli",
    keepDrawing: "Ponechat kresbu",
    wipe: "Začít znovu",
    drawOther: "Vybrat místo toho obrázek",
    scan: "Naskenovat fotoaparátem",
    stopScanning: "Vypnout fotoaparát",
    scanning: "Podržte kód před fotoaparátem.",
    scanned: "Kód je načten.",
    noCamera: "Fotoaparát nelze použít. Opište, co je pod kódem.",
    pictureOf: "Obrázek: {0}",
    larger: "Větší obrázek: {0}",
    mediumMissing: "(Chybí soubor {0}.)",
  },
  ru: {
    notAnswered: "Нет ответа",
    search: "Поиск в списке",
    found: "{0} из {1}",
    remove: "Удалить",
    removed: "Удалено: {0}.",
    notRanked: "Порядок ещё не задан. Передвиньте первый пункт или оставьте порядок как есть.",
    keepOrder: "Оставить этот порядок",
    moveUp: "Выше: {0}",
    moveDown: "Ниже: {0}",
    placed: "{0}: место {1} из {2}",
    latitude: "Широта в градусах",
    longitude: "Долгота в градусах",
    locate: "Определить моё место",
    stopLocating: "Этого достаточно",
    locating: "Определяется место…",
    located: "Найдено с точностью до {0} м.",
    locationDenied: "Браузер не сообщает этой странице, где вы. Разрешите это в настройках страницы или введите место.",
    locationFailed: "Место определить не удалось. Попробуйте под открытым небом или введите место.",
    accuracy: "Точность {0} м",
    altitude: "Высота {0} м",
    addHere: "Добавить моё место",
    addPoint: "Добавить эту точку",
    noPoints: "Точек пока нет.",
    points: "Точек: {0}",
    pointAdded: "Добавлено. Точек: {0}",
    needsDegrees: "Введите оба числа в градусах, например 55.7558 и 37.6173.",
    choose: { image: "Снять или выбрать фото", audio: "Записать или выбрать звук", video: "Снять или выбрать видео", any: "Выбрать файл" },
    replace: { image: "Другое фото", audio: "Другой звук", video: "Другое видео", any: "Другой файл" },
    keeping: "Сохраняется…",
    fileKept: "Сохранено на этом устройстве: {0}.",
    fileNotKept: "Файл не удалось сохранить на этом устройстве. Если покинуть страницу, он пропадёт.",
    fileTooLarge: "Файл слишком большой. Можно приложить не более {0}.",
    fileElsewhere: "нет на этом устройстве",
    noPicture: "Браузер не может показать это изображение.",
    save: "Сохранить",
    saveFile: "Сохранить {0}",
    drawing: "рисунок",
    drawHere: "Нарисуйте или распишитесь в этом поле",
    keepDrawing: "Оставить рисунок",
    wipe: "Начать заново",
    drawOther: "Выбрать изображение",
    scan: "Сканировать камерой",
    stopScanning: "Выключить камеру",
    scanning: "Держите код перед камерой.",
    scanned: "Код прочитан.",
    noCamera: "Камеру использовать нельзя. Введите то, что написано под кодом.",
    pictureOf: "Изображение: {0}",
    larger: "Увеличенное изображение: {0}",
    mediumMissing: "(Нет файла {0}.)",
  },
};
