import type { Case } from './case.ts'

const NEWEST = 'export OS_PLACEMENT_API_VERSION=1.39 && '
const CONSUMER = '11111111-1111-4111-8111-111111111111'
const AGGREGATE = '22222222-2222-4222-8222-222222222222'

/** What operators see and do of resources, by osc-placement. */
export const PLACEMENT: Case[] = [
  {
    name: 'the hosts are resource providers',
    thisYears: true,
    run:
      `${NEWEST}openstack resource provider list -f value -c name | sort && ` +
      'openstack resource provider inventory list -f value -c resource_class ' +
      '$(openstack resource provider list --name host-1 -f value -c uuid)',
    shows: ['host-1\nhost-2\nhost-3\nVCPU\nMEMORY_MB\nDISK_GB\n'],
  },
  {
    name: 'a tree of providers has classes, traits and aggregates of its own',
    thisYears: true,
    run:
      `${NEWEST}root=$(openstack resource provider create -f value -c uuid rack) && ` +
      'leaf=$(openstack resource provider create -f value -c uuid --parent-provider $root gpu) && ' +
      'echo "$root $leaf" > providers && openstack resource class create CUSTOM_LICENCE && ' +
      'openstack resource class set CUSTOM_LICENCE && openstack resource class show CUSTOM_LICENCE && ' +
      'openstack resource class list -f value | grep -x CUSTOM_LICENCE && ' +
      'openstack resource provider inventory set --resource VGPU=4 --resource CUSTOM_LICENCE=1 $leaf && ' +
      'openstack resource provider inventory class set --total 8 $leaf VGPU && ' +
      'openstack resource provider inventory show -f value -c total $leaf VGPU && ' +
      'openstack resource provider inventory delete --resource-class CUSTOM_LICENCE $leaf && ' +
      'openstack trait create CUSTOM_FAST && openstack trait show CUSTOM_FAST && ' +
      'openstack resource provider trait set --trait CUSTOM_FAST $leaf && ' +
      'openstack resource provider trait list -f value $leaf && ' +
      'openstack trait list --associated -f value | grep -x CUSTOM_FAST && ' +
      `openstack resource provider aggregate set --aggregate ${AGGREGATE} ` +
      '--generation $(openstack resource provider show -f value -c generation $leaf) $leaf && ' +
      'openstack resource provider aggregate list -f value $leaf && ' +
      `openstack resource provider list --member-of ${AGGREGATE} -f value -c name`,
    shows: ['\n8\n', 'CUSTOM_FAST', AGGREGATE, /gpu\n$/],
  },
  {
    name: 'what fits is allocated, counted and given back',
    thisYears: true,
    run:
      `${NEWEST}read root leaf < providers && ` +
      'openstack allocation candidate list --resource VGPU=2 --required CUSTOM_FAST -f value && ' +
      'openstack resource provider allocation set --allocation rp=$leaf,VGPU=2 --project-id p ' +
      `--user-id u --consumer-type INSTANCE ${CONSUMER} && ` +
      'openstack resource provider usage show -f value $leaf && ' +
      'openstack resource usage show p -f value && ' +
      `openstack resource provider allocation show ${CONSUMER} -f value && ` +
      '! openstack resource provider delete $leaf && ' +
      `openstack resource provider allocation delete ${CONSUMER}`,
    shows: [/1 VGPU=2 .* VGPU=0\/8 CUSTOM_FAST/, 'VGPU 2\n', "INSTANCE {'VGPU': 2"],
  },
  {
    name: 'nothing is left of the providers',
    thisYears: true,
    run:
      `${NEWEST}read root leaf < providers && openstack resource provider set --name gpu2 $leaf && ` +
      'openstack resource provider trait delete $leaf && openstack trait delete CUSTOM_FAST && ' +
      'openstack resource provider delete $leaf && openstack resource provider delete $root && ' +
      'openstack resource class delete CUSTOM_LICENCE && ' +
      'openstack resource provider list -f value -c name | sort',
    shows: ['host-1\nhost-2\nhost-3\n'],
  },
]
