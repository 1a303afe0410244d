using Trestle.Bench;

Action<string[]>? bench = args.FirstOrDefault() switch
{
    "train" => TrainBench.Run,
    "walker" => WalkerBench.Run,
    "shap" => ShapBench.Run,
    "predict-data" => PredictBench.Write,
    "predict-walker" => PredictBench.Walk,
    "rowpath" => RowPathBench.Run,
    "churn" => ChurnBench.Run,
    "challenge" => ChallengeBench.Run,
    "coverage" => CoverageBench.Run,
    "monitor-alarms" => MonitorAlarms.Run,
    "monitor-speed" => MonitorSpeed.Run,
    "serve-package" => ServeBench.WritePackage,
    "serve-empty" => ServeBench.Empty,
    "data" => DataBench.Run,
    "data-duckdb" => DataBench.Copy,
    "arrows" => Arrows.Run,
    "readings" => Readings.Run,
    _ => null,
};
if (bench is null)
{
    Console.Error.WriteLine("usage: Trestle.Bench train [rows] [repeats] | walker [rows] [repeats] | shap [rows] [repeats] | predict-data FOLDER ROWS FILES | predict-walker FOLDER | churn [csv] | challenge [examples] | coverage [replays] [settings] | rowpath [rows] [csv to write] [profile] | serve-package FOLDER | serve-empty PORT FILE | data [rows] [repeats] | arrows [folder] | readings [folder]");
    return 1;
}

bench(args[1..]);
return 0;
