//! Every route of the service on one page, in named groups. Read it and you know the product.
//!
//! Each line is a path, its handlers and the function that describes them for `/api`; a path without a description does
//! not get past the types, except for files of pages.

use std::sync::Arc;

use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::http::describe::{Description, LandingLink, Operation, Path};
use crate::http::{Service, health, layers};
use crate::{api, ogc, web};

/// Routes while they are gathered, with what describes them.
#[derive(Default)]
struct Routes {
    router: Router<Service>,
    description: Description,
}

impl Routes {
    /// A path of the interface.
    fn at(
        mut self,
        path: &'static str,
        handlers: MethodRouter<Service>,
        describe: fn() -> Vec<Operation>,
    ) -> Self {
        self.router = self.router.route(path, handlers);
        let operations = describe();
        self.description.paths.push(Path { path, operations });
        self
    }

    /// A file that pages use; it is no part of the interface.
    fn file(mut self, path: &'static str, handlers: MethodRouter<Service>) -> Self {
        self.router = self.router.route(path, handlers);
        self
    }

    /// Conformance classes that the group of routes keeps.
    fn conforms(mut self, classes: &[&'static str]) -> Self {
        self.description.conformance.extend(classes);
        self
    }

    /// A link of the landing page.
    fn leads_to(mut self, link: LandingLink) -> Self {
        self.description.links.push(link);
        self
    }

    /// OGC API Features.
    fn features(self) -> Self {
        self.conforms(&ogc::landing::CONFORMANCE)
            .conforms(&ogc::openapi::CONFORMANCE)
            .conforms(&crate::http::reference::CONFORMANCE)
            .at("/", get(ogc::landing::get), ogc::landing::describe)
            .at(
                "/conformance",
                get(ogc::conformance::get),
                ogc::conformance::describe,
            )
            .at("/api", get(ogc::openapi::get), ogc::openapi::describe)
            .at(
                "/collections",
                get(ogc::collections::list),
                ogc::collections::describe_list,
            )
            .at(
                "/collections/{collectionId}",
                get(ogc::collections::get),
                ogc::collections::describe,
            )
            .at(
                "/collections/{collectionId}/schema",
                get(ogc::schema::get),
                ogc::schema::describe,
            )
            .at(
                "/collections/{collectionId}/items",
                get(ogc::items::get),
                ogc::items::describe,
            )
            .at(
                "/collections/{collectionId}/items/{featureId}",
                get(ogc::feature::get),
                ogc::feature::describe,
            )
            .at(
                "/collections/{collectionId}/items/{featureId}/versions",
                get(ogc::versions::get),
                ogc::versions::describe,
            )
    }

    /// Vector tiles and their grids.
    fn tiles(self) -> Self {
        self.leads_to(ogc::tiles::landing_link())
            .at("/tiles", get(ogc::tiles::list), ogc::tiles::describe_list)
            .at(
                "/tiles/{tileset}/{tileMatrixSetId}",
                get(ogc::tiles::tileset),
                ogc::tiles::describe_tileset,
            )
            .at(
                "/tiles/{tileset}/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
                get(ogc::tiles::tile),
                ogc::tiles::describe_tile,
            )
            .at(
                "/tileMatrixSets",
                get(ogc::tiles::grids),
                ogc::tiles::describe_grids,
            )
            .at(
                "/tileMatrixSets/{tileMatrixSetId}",
                get(ogc::tiles::grid),
                ogc::tiles::describe_grid,
            )
    }

    /// What the map begins with, besides tiles.
    fn map(self) -> Self {
        self.at("/regions", get(api::regions::get), api::regions::describe)
            .at("/styles/symbols", get(api::symbols::get), api::symbols::describe)
    }

    /// The ledger of each region, and its map as files.
    fn ledger(self) -> Self {
        self.at(
            "/regions/{regionCode}/change-sets",
            get(api::ledger::list),
            api::ledger::describe_list,
        )
        .at(
            "/regions/{regionCode}/change-sets/{changeSet}",
            get(api::ledger::get),
            api::ledger::describe,
        )
        .at(
            "/regions/{regionCode}/changes",
            get(api::ledger::changes),
            api::ledger::describe_changes,
        )
        .at(
            "/regions/{regionCode}/export",
            get(api::export::get),
            api::export::describe,
        )
    }

    /// What became of areas, and where ZPS is complete.
    fn areas(self) -> Self {
        self.at(
            "/regions/{regionCode}/derivation",
            get(api::derivation::get),
            api::derivation::describe,
        )
        .at(
            "/regions/{regionCode}/derivation/gaps",
            get(api::derivation::gaps),
            api::derivation::describe_gaps,
        )
        .at(
            "/regions/{regionCode}/complete-areas",
            get(api::complete_areas::get),
            api::complete_areas::describe,
        )
    }

    /// Deliveries of surveyors and network owners.
    fn deliveries(self) -> Self {
        self.at(
            "/deliveries",
            post(api::deliveries::post),
            api::deliveries::describe,
        )
        .at(
            "/deliveries/{deliveryId}",
            get(api::deliveries::get),
            api::deliveries::describe_one,
        )
        .at(
            "/deliveries/{deliveryId}/identifiers",
            get(api::identifiers::get),
            api::identifiers::describe,
        )
    }

    /// Checks of deliveries, and the page for them.
    fn checks(self) -> Self {
        self.leads_to(api::checks::landing_link())
            .at("/checks", post(api::checks::post), api::checks::describe)
            .file("/check", get(api::checks::page))
    }

    /// State of the service.
    fn health(self) -> Self {
        self.at("/health/live", get(health::live), health::describe_live)
            .at("/health/ready", get(health::ready), health::describe_ready)
    }

    /// The map and the files of pages.
    fn pages(self) -> Self {
        self.file("/map", get(web::map::page))
            .file("/map/", get(web::map::page))
            .file("/map/assets/{file}", get(web::map::asset))
            .file("/static/{file}", get(web::files::get))
    }
}

/// The service with all its routes and the layers around them.
pub fn router(service: Service) -> Router {
    let routes = Routes::default()
        .features()
        .tiles()
        .map()
        .ledger()
        .areas()
        .deliveries()
        .checks()
        .health()
        .pages();
    routes
        .router
        .layer(Extension(Arc::new(routes.description)))
        .fallback(layers::no_such_path)
        .method_not_allowed_fallback(layers::no_such_method)
        .layer(middleware::from_fn(layers::hurry))
        .layer(CatchPanicLayer::custom(layers::caught))
        .layer(middleware::from_fn(web::dress))
        .layer(CompressionLayer::new())
        .layer(layers::other_origins())
        .layer(middleware::from_fn(layers::observe))
        .with_state(service)
}
