import { AS_DEMO, type Case } from './case.ts'

const CREATE = 'openstack image create --disk-format raw --container-format bare'

/** Elsewhere clients take what comes instead of a keyboard for the bytes of an image. */
const AT_TERMINAL =
  'at_terminal() { python3 -c "import pty, sys; pty.spawn(sys.argv[1:])" "$@" | tr -d "\\r"; }; '

/** What people do with images: upload, look at, download, share and describe. */
export const IMAGES: Case[] = [
  {
    name: 'a file is uploaded with its properties',
    run:
      'head -c 1000000 /dev/urandom > small.raw && ' +
      `${CREATE} --file small.raw --property hw_disk_bus=scsi --tag t1 --min-disk 1 img && ` +
      'openstack image show -f json img',
    shows: ['"status": "active"', '"size": 1000000', '"t1"', '"min_disk": 1', 'scsi', 'sha512'],
  },
  {
    name: 'its checksum is that of the file, and it comes back byte for byte',
    run:
      'test "$(openstack image show -f value -c checksum img)" = "$(md5sum < small.raw | cut -c-32)" && ' +
      'openstack image save --file back.raw img && cmp small.raw back.raw && ' +
      'openstack image save img | cmp small.raw -',
  },
  {
    name: 'a protected image is kept until it is no more',
    run:
      'openstack image set --protected img && ! openstack image delete img && ' +
      'openstack image set --unprotected img && openstack image show -f json img',
    shows: ['"protected": false'],
  },
  {
    name: 'an image is shared with a project, which accepts it',
    run:
      `${AS_DEMO}openstack image set --shared img && openstack image add project img demo && ` +
      'id=$(openstack image show -f value -c id img) && ' +
      'openstack image member list -f json img && ' +
      '! demo openstack image list -f value -c Name | grep -x img && ' +
      'demo openstack image set --accept $id && ' +
      'demo openstack image list -f value -c Name | grep -x img && ' +
      'demo openstack image save --file demo.raw $id && cmp small.raw demo.raw && ' +
      'openstack image member list -f json img',
    shows: ['"pending"', '"accepted"'],
  },
  {
    name: 'a member rejects the image, and is none any more',
    run:
      `${AS_DEMO}id=$(openstack image show -f value -c id img) && ` +
      'demo openstack image set --reject $id && ' +
      '! demo openstack image list -f value -c Name | grep -x img && ' +
      'openstack image remove project img demo && ! demo openstack image show $id && ' +
      'openstack image member list -f value img',
    hides: ['rejected'],
  },
  {
    name: 'images are tagged and described, and listed by it',
    run:
      `${AT_TERMINAL}at_terminal ${CREATE} other && openstack image set --tag t2 --property os_distro=none other && ` +
      'openstack image list -f value -c Name --tag t2 && ' +
      'openstack image list -f value -c Name --property os_distro=none && ' +
      'openstack image unset --tag t2 --property os_distro other && ' +
      'test -z "$(openstack image list -f value --tag t2)"',
    shows: ['other\nother\n'],
  },
  {
    // The client sorts what it has got; pages go from the newest image to the oldest, which is cirros.
    name: 'lists are filtered and cut',
    run:
      'openstack image list -f value -c Name --status active --name img && ' +
      'openstack image list -f value -c Name --sort name:desc --limit 1 && ' +
      'openstack image list -f value -c Name --sort name:asc --limit 1 --marker img',
    shows: ['img\nother\ncirros\n'],
  },
  {
    name: 'an image is hidden, of the community, and deactivated for a while',
    run:
      'openstack image set --hidden --community img && ' +
      'openstack image list -f value -c Name --hidden && ' +
      'openstack image list -f value -c Name --community --hidden && ' +
      'openstack image set --unhidden --deactivate img && ' +
      'openstack image show -f value -c status img && openstack image set --activate img && ' +
      'openstack image show -f value -c status img',
    shows: ['img\nimg\ndeactivated\nactive\n'],
  },
  {
    name: 'bytes are staged and imported by Glance’s own client',
    run:
      `${AT_TERMINAL}id=$(at_terminal ${CREATE} -f value -c id staged) && ` +
      'glance image-stage --file small.raw $id && ' +
      'glance image-import --import-method glance-direct $id && ' +
      'until test $(openstack image show -f value -c status $id) = active; do sleep 0.2; done && ' +
      'openstack image save $id | cmp small.raw - && openstack image delete $id',
  },
  {
    name: 'Glance’s own client shows stores, methods of import and usage',
    run: 'glance stores-info && glance import-info && glance usage',
    shows: ['"id": "file"', 'web-download', 'Quota'],
  },
  {
    name: 'an image is deleted, and its bytes with it',
    run:
      'openstack image delete img other && ! openstack image show img && ' +
      'openstack image list -f value -c Name',
    hides: ['img', 'other'],
  },
]
