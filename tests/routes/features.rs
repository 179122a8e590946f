//! `/collections/{id}/items`.

use crate::kit::App;

#[tokio::test]
async fn a_page_ends_with_counts_and_a_link_to_the_next() {
    let app = App::new().await;
    let page = app.json("/collections/HraniceBudovy/items?limit=4").await;
    assert_eq!(page["type"], "FeatureCollection");
    assert_eq!(
        (&page["numberMatched"], &page["numberReturned"]),
        (&6.into(), &4.into())
    );
}
