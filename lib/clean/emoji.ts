import table from 'emoji-name-map/lib/datasource.json';

const characters = new Map<string, string>(Object.entries(table));

/** Names that Discourse uses and the table does not have: `ours=theirs`, or `ours=character`. */
const aliases = new Map<string, string>(
  `slight_smile=slightly_smiling_face slight_frown=slightly_frowning_face frowning2=frowning_face thumbsup=+1
  thumbsdown=-1 thinking_face=thinking thinking=🤔 hugs=🤗 hugging=🤗 rofl=🤣 upside_down=upside_down_face
  roll_eyes=face_with_rolling_eyes rolling_eyes=🙄 zipper_mouth=zipper_mouth_face money_mouth=money_mouth_face
  nerd=nerd_face nerd_face=🤓 spiral_notepad=🗒️ calendar_spiral=🗓️ fingerprint=🫆 facepalm=🤦 man_facepalming=🤦‍♂️
  woman_facepalming=🤦‍♀️ person_facepalming=🤦 shrug=🤷 man_shrugging=🤷‍♂️ woman_shrugging=🤷‍♀️ person_shrugging=🤷
  grinning_face_with_smiling_eyes=😄 melting_face=🫠 saluting_face=🫡 index_pointing_up=☝️ vulcan_salute=🖖
  vulcan=🖖 metal=🤘 sign_of_the_horns=🤘 uk=🇬🇧 partying_face=🥳 exploding_head=🤯 face_in_clouds=😶‍🌫️ heart_hands=🫶
  face_holding_back_tears=🥹 face_with_peeking_eye=🫣 face_with_diagonal_mouth=🫤 dotted_line_face=🫥
  handshake=🤝 raised_hand_with_fingers_splayed=🖐️ crossed_fingers=🤞 fingers_crossed=🤞 smiling_face=☺️
  grinning_face=😀 grinning_squinting_face=😆 beaming_face_with_smiling_eyes=😁 grinning_face_with_sweat=😅
  face_with_tears_of_joy=😂 winking_face=😉 smiling_face_with_heart_eyes=😍 star_struck=🤩 cry_face=😢
  crying_face=😢 loudly_crying_face=😭 pensive_face=😔 party_popper=🎉 red_heart=❤️ folded_hands=🙏 clapping_hands=👏
  check_mark_button=✅ check_mark=✔️ cross_mark=❌ light_bulb=💡 glowing_star=🌟 rotating_light=🚨 wastebasket=🗑️
  robot_face=🤖 robot=🤖 eye_roll=🙄 laughing=😆 satisfied=😆 poop=💩 hankey=💩 shit=💩 collision=💥 hammer_pick=⚒️
  tools=🛠️ hammer_and_wrench=🛠️ desktop=🖥️ desktop_computer=🖥️ label=🏷️ shield=🛡️ fr=🇫🇷 de=🇩🇪 us=🇺🇸`
    .split(/\s+/)
    .map((row) => row.split('=') as [string, string]),
);

/** `t2` … `t6`, as Discourse names skin tones. */
const tones: Readonly<Record<string, string>> = { t2: '🏻', t3: '🏼', t4: '🏽', t5: '🏾', t6: '🏿' };

/** The character of a short name (`smile`, `wave:t3`); null: unknown. */
export function emojiCharacter(name: string): string | null {
  const [base = '', tone] = name.split(':');
  const alias = aliases.get(base);
  const character = characters.get(base) ?? (alias && (characters.get(alias) ?? alias));
  if (!character) return null;
  const modifier = tone ? tones[tone] : undefined;
  return modifier ? character.replace('\ufe0f', '') + modifier : character;
}

/** Text of an emoji image from its `alt` or `title`: the character, or the short name where no character is known. */
export function emojiText(label: string): string {
  const match = /^:([^\s:]{1,64}(?::t[1-6])?):$/.exec(label.trim());
  return match?.[1] ? (emojiCharacter(match[1]) ?? label.trim()) : label.trim();
}
