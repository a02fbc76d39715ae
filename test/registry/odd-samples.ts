/** Samples of upstream's API references that the real services would not send or take, and why. */
export const ODD_SAMPLES: Readonly<Record<string, string>> = {
  'cinder/v2/samples/volume-type-update-request.json':
    'has extra_specs, which the update of a type has never taken',
  'keystone/v3-ext/federation/service-provider/samples/update-request.json':
    'names sp_url sp_auth, which the service refuses',
  'keystone/v3/samples/admin/policy-update-request.json':
    'has an object for a blob, which has been text ever since bodies were checked',
  'nova/os-availability-zone/availability-zone-detail-resp.json':
    'shows services that have never reported; ours report from the start',
  'nova/os-hosts/host-put-maintenance-resp.json':
    'shows maintenance mode, which only a driver that is gone could do',
  'nova/os-services/v2.69/services-list-get-resp.json':
    'shows services of a cell that is down; there is one cell, which is up',
  'nova/versions/versions-get-resp.json': 'is the answer of / and filed under /v2.1',
}
