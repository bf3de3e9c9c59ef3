/** What the element says before the form is there, and where it cannot be. The form itself speaks from its own catalogues. */

export interface Words {
  readonly loading: string;
  readonly network: string;
  readonly retry: string;
  /** A control that was to be fetched is not there. */
  readonly part: string;
  readonly busy: string;
  readonly useHere: string;
  readonly taken: string;
  readonly stopped: string;
  readonly reload: string;
  readonly findings: string;
  readonly failed: string;
}

const EN: Words = {
  loading: "Loading the form…",
  network: "The form could not be loaded.",
  retry: "Try again",
  part: "This field could not be loaded.",
  busy: "This form is open in another tab. Two tabs must not write over each other.",
  useHere: "Go on here",
  taken: "This form was opened in another tab, and goes on there. Everything up to now is kept.",
  stopped: "The form has stopped. Everything you entered is kept on this device.",
  reload: "Go on where I was",
  findings: "This form cannot be shown. Whoever published it needs to know:",
  failed: "The form could not be opened.",
};

const ALL: Readonly<Record<string, Words>> = {
  en: EN,
  nb: {
    loading: "Laster skjemaet …",
    network: "Skjemaet kunne ikke lastes.",
    retry: "Prøv igjen",
    part: "Feltet kunne ikke lastes.",
    busy: "Skjemaet er åpent i en annen fane. To faner må ikke skrive over hverandre.",
    useHere: "Fortsett her",
    taken: "Skjemaet ble åpnet i en annen fane og fortsetter der. Alt hittil er tatt vare på.",
    stopped: "Skjemaet stoppet. Alt du har skrevet, er lagret på denne enheten.",
    reload: "Fortsett der jeg var",
    findings: "Skjemaet kan ikke vises. Den som har publisert det, må vite dette:",
    failed: "Skjemaet kunne ikke åpnes.",
  },
  pl: {
    loading: "Wczytywanie formularza…",
    network: "Nie udało się wczytać formularza.",
    retry: "Spróbuj ponownie",
    part: "Nie udało się wczytać tego pola.",
    busy: "Formularz jest otwarty w innej karcie. Dwie karty nie mogą nadpisywać się nawzajem.",
    useHere: "Kontynuuj tutaj",
    taken: "Formularz otwarto w innej karcie i tam jest dalej wypełniany. Wszystko do tej pory zostało zachowane.",
    stopped: "Formularz przestał działać. Wszystko, co wpisano, jest zapisane na tym urządzeniu.",
    reload: "Wróć do miejsca przerwania",
    findings: "Nie można wyświetlić formularza. Osoba, która go opublikowała, musi wiedzieć:",
    failed: "Nie udało się otworzyć formularza.",
  },
  cs: {
    loading: "Formulář se načítá…",
    network: "Formulář se nepodařilo načíst.",
    retry: "Zkusit znovu",
    part: "Toto pole se nepodařilo načíst.",
    busy: "Formulář je otevřený na jiné kartě. Dvě karty se nesmějí navzájem přepisovat.",
    useHere: "Pokračovat zde",
    taken: "Formulář byl otevřen na jiné kartě a pokračuje tam. Vše dosavadní je uloženo.",
    stopped: "Formulář se zastavil. Vše, co jste zadali, je uloženo v tomto zařízení.",
    reload: "Pokračovat tam, kde jsem",
    findings: "Formulář nelze zobrazit. Kdo jej zveřejnil, potřebuje vědět:",
    failed: "Formulář se nepodařilo otevřít.",
  },
  ru: {
    loading: "Анкета загружается…",
    network: "Не удалось загрузить анкету.",
    retry: "Повторить",
    part: "Не удалось загрузить это поле.",
    busy: "Анкета открыта в другой вкладке. Две вкладки не должны перезаписывать друг друга.",
    useHere: "Продолжить здесь",
    taken: "Анкета открыта в другой вкладке и продолжается там. Всё заполненное сохранено.",
    stopped: "Анкета остановилась. Всё введённое сохранено на этом устройстве.",
    reload: "Продолжить с того же места",
    findings: "Анкету нельзя показать. Тому, кто её опубликовал, нужно знать:",
    failed: "Не удалось открыть анкету.",
  },
};

/** The words of the first of these languages that there are words in. */
export function wordsFor(...languages: readonly (string | null | undefined)[]): Words {
  for (const language of languages) {
    const primary = language?.toLowerCase().split("-")[0];
    const words = primary === undefined ? undefined : ALL[primary === "no" || primary === "nn" ? "nb" : primary];
    if (words !== undefined) {
      return words;
    }
  }
  return EN;
}
