/** What rules were called and checked before secure defaults (glance/policies/). */
import { deprecatedRules } from '../kernel/policy.ts'

export const DEPRECATED_RULES = deprecatedRules({
  'rule:default': {
    '': [
      'add_image',
      'add_member',
      'add_task',
      'communitize_image',
      'deactivate',
      'delete_image',
      'delete_image_location',
      'delete_member',
      'download_image',
      'get_image',
      'get_image_location',
      'get_images',
      'get_member',
      'get_members',
      'get_task',
      'get_tasks',
      'modify_image',
      'modify_member',
      'reactivate',
      'set_image_location',
      'upload_image',
    ],
  },
  'rule:manage_image_cache': {
    '': ['cache_delete', 'cache_image', 'cache_list'],
  },
  'rule:context_is_admin': {
    '': ['default', 'stores_info_detail'],
  },
  'rule:metadef_default': {
    '': [
      'get_metadef_namespace',
      'get_metadef_namespaces',
      'get_metadef_object',
      'get_metadef_objects',
      'get_metadef_properties',
      'get_metadef_property',
      'get_metadef_resource_type',
      'get_metadef_tag',
      'get_metadef_tags',
      'list_metadef_resource_types',
    ],
  },
})
