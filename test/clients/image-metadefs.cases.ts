import type { Case } from './case.ts'

const METADEF = 'openstack image metadef'

/** What may be said of images, flavors and volumes. Debian's client is older than these nouns. */
export const IMAGE_METADEFS: Case[] = [
  {
    name: 'a namespace is made, changed, listed and shown',
    thisYears: true,
    run:
      `${METADEF} namespace create --display-name Ships --public --protected Ships && ` +
      `${METADEF} namespace set --description 'What floats' --public --unprotected Ships && ` +
      `${METADEF} namespace list --visibility public -f json && ` +
      `${METADEF} namespace show -f json Ships`,
    shows: ['"Ships"', '"description": "What floats"', '"protected": false'],
  },
  {
    name: 'properties are made, changed, listed, shown and deleted',
    thisYears: true,
    run:
      `${METADEF} property create --name speed --title Speed --type integer ` +
      `--schema '{"minimum": 1}' Ships && ` +
      `${METADEF} property set --title 'Top speed' --schema '{"maximum": 50}' Ships speed && ` +
      `${METADEF} property list -f json Ships && ${METADEF} property show -f json Ships speed && ` +
      `${METADEF} property delete Ships speed && ! ${METADEF} property show Ships speed`,
    shows: ['"Top speed"', '"maximum": 50'],
  },
  {
    name: 'objects are made, renamed, listed, shown and deleted',
    thisYears: true,
    run:
      `${METADEF} object create --namespace Ships engine && ` +
      `${METADEF} object update --name sail Ships engine && ` +
      `${METADEF} object list -f json Ships && ${METADEF} object show -f json Ships sail && ` +
      `${METADEF} object delete Ships sail && ! ${METADEF} object show Ships sail`,
    shows: ['"sail"'],
  },
  {
    name: 'resource types are associated with it, and are listed',
    thisYears: true,
    run:
      `${METADEF} resource type association create --properties-target image Ships My::Ship && ` +
      `${METADEF} resource type association list -f json Ships && ` +
      `${METADEF} resource type list -f json && ` +
      `${METADEF} resource type association delete Ships My::Ship`,
    shows: ['"My::Ship"'],
  },
  {
    name: 'it is tagged, deleted, and seen no more',
    thisYears: true,
    run:
      `${METADEF} namespace set --tag fast --tag red Ships && ` +
      `${METADEF} namespace show -f json Ships && ` +
      `${METADEF} namespace unset --tag fast Ships && ` +
      `${METADEF} namespace unset --all-tags Ships && ` +
      `${METADEF} namespace delete Ships && ! ${METADEF} namespace show Ships`,
    shows: ['"fast"', '"red"'],
  },
]
