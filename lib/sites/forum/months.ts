// Names of months as forums write them, lower case and without accents: full names, nominative and genitive. Any
// beginning of three letters or more that fits one month alone is understood.

const names: readonly string[] = [
  'january januar janner janvier enero gennaio januari janeiro styczen stycznia января январь leden ledna ocak ianuarie tammikuu tammikuuta januara sijecanj sausio січня gener jan ιανουαριος ιανουαριου',
  'february februar feber fevrier febrero febbraio februari fevereiro luty lutego февраля февраль unor unora subat februarie helmikuu helmikuuta februara vasario лютого febrer feb fev φεβρουαριος φεβρουαριου',
  'march marz maerz mars marzo maart marco marec marzec marca март марта brezen brezna mart martie maaliskuu maaliskuuta marcius березня marc mar mrz mrt μαρτιος μαρτιου',
  'april avril abril aprile kwiecien kwietnia апреля апрель duben dubna nisan aprilie huhtikuu huhtikuuta aprilis квітня apr abr avr kwi απριλιος απριλιου',
  'may mai mayo maggio mei maio maj maja мая май kveten kvetna mayis toukokuu toukokuuta majus травня maig mag maia μαιος μαιου',
  'june juni juin junio giugno junho czerwiec czerwca июня июнь cerven cervna haziran iunie kesakuu kesakuuta junius червня juny jun giu cze ιουνιος ιουνιου',
  'july juli juillet julio luglio julho lipiec lipca июля июль cervenec cervence temmuz iulie heinakuu heinakuuta julius липня juliol jul lug lip ιουλιος ιουλιου',
  'august aout agosto augustus sierpien sierpnia августа август srpen srpna agustos elokuu elokuuta augusztus серпня agost aug ago sie αυγουστος αυγουστου',
  'september septembre septiembre settembre setembro wrzesien wrzesnia сентября сентябрь zari eylul septembrie syyskuu syyskuuta szeptember вересня setembre sept sep set wrz σεπτεμβριος σεπτεμβριου',
  'october oktober octobre octubre ottobre outubro pazdziernik pazdziernika октября октябрь rijen rijna ekim octombrie lokakuu lokakuuta жовтня okt oct ott out paz οκτωβριος οκτωβριου',
  'november novembre noviembre novembro listopad listopada ноября ноябрь listopadu kasim noiembrie marraskuu marraskuuta листопада nov lis νοεμβριος νοεμβριου',
  'december dezember decembre diciembre dicembre dezembro grudzien grudnia декабря декабрь prosinec prosince aralik decembrie joulukuu joulukuuta грудня desembre desember dec dez dic des gru δεκεμβριος δεκεμβριου',
];

/** Beginnings that fit several months. */
const shared = 0;
const beginnings = new Map<string, number>();
for (const [index, line] of names.entries()) {
  for (const name of line.split(' ')) {
    for (let length = 3; length < name.length; length++) {
      const start = name.slice(0, length);
      const known = beginnings.get(start);
      beginnings.set(start, known === undefined || known === index + 1 ? index + 1 : shared);
    }
  }
}
for (const [index, line] of names.entries()) for (const name of line.split(' ')) beginnings.set(name, index + 1);

/** 1 … 12; null for any other word. */
export function monthOf(word: string): number | null {
  const plain = word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return beginnings.get(plain) || (beginnings.get(word.toLowerCase()) ?? shared) || null;
}
