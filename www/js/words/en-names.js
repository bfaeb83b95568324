// English: names that nobody has chosen. In a private room a person's own browser gives one, so that the server does not know it.

const FIRST = ('Amber Brave Bright Calm Cheerful Clever Coral Cosy Crimson Curious Daring Eager Early Fair Gentle Golden '
  + 'Happy Hazel Honest Indigo Jolly Kind Lively Lucky Merry Mild Modest Nimble Noble Olive Patient Plucky '
  + 'Proud Quick Quiet Rosy Sandy Scarlet Serene Silver Snowy Steady Sunny Swift Tender Velvet Warm Witty').split(' ');
const SECOND = ('Avocet Badger Beaver Bunting Chaffinch Crane Curlew Dolphin Dormouse Dunlin Egret Falcon Ferret Finch Fox Gannet '
  + 'Godwit Hare Heron Hoopoe Ibis Jackdaw Kestrel Kite Lapwing Lark Linnet Lynx Magpie Marten Merlin Newt '
  + 'Nuthatch Oriole Osprey Otter Owl Petrel Pipit Puffin Quail Raven Robin Seal Siskin Stork Swan Wren').split(' ');

/** A name; `random()` is from 0 to below 1. */
export function friendlyName(random) {
  const one = (list) => list[Math.floor(random() * list.length)];
  return `${one(FIRST)} ${one(SECOND)}`;
}
