/**
 * What services offer one another, by service type. Each adds its own in its `facade.ts`:
 *
 *     declare module '../kernel/facades.ts' {
 *       interface Facades { network: NetworkFacade }
 *     }
 */
export interface Facades {}
