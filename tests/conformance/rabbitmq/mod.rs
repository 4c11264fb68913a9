//! Messages of previews through a real RabbitMQ, by the objects that the chart renders.

mod broker;
mod management;
mod topology;
mod traffic;
