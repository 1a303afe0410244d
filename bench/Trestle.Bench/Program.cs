using Trestle.Bench;

Action<string[]>? bench = args.FirstOrDefault() switch
{
    "train" => TrainBench.Run,
    "walker" => WalkerBench.Run,
    "shap" => ShapBench.Run,
    "predict-data" => PredictBench.Write,
    "predict-walker" => PredictBench.Walk,
    "rowpath" => RowPathBench.Run,
    "expressions" => ExpressionBench.Run,
    "quantiles" => QuantilesBench.Run,
    "leaks" => LeaksBench.Run,
    "churn" => ChurnBench.Run,
    "challenge" => ChallengeBench.Run,
    "challenge-dependence" => ChallengeDependence.Run,
    "challenge-turns" => ChallengeTurns.Run,
    "selection" => SelectionBench.Run,
    "coverage" => CoverageBench.Run,
    "decisions" => DecisionBench.Run,
    "canary" => CanaryBench.Run,
    "monitor-alarms" => MonitorAlarms.Run,
    "monitor-sight" => MonitorSight.Run,
    "monitor-speed" => MonitorSpeed.Run,
    "log-day" => LogDay.Run,
    "serve-package" => ServeBench.WritePackage,
    "serve-empty" => ServeBench.Empty,
    "serve-lookups" => LookUpServeBench.WritePackages,
    "request" => RequestBench.Run,
    "fuzz" => FuzzBench.Run,
    "data" => DataBench.Run,
    "data-full" => FullDataBench.Run,
    "keyed" => KeyedBench.Run,
    "data-duckdb" => DataBench.Copy,
    "expectations" => ExpectationsBench.Run,
    "expectations-data" => ExpectationsBench.Write,
    "arrows" => Arrows.Run,
    "readings" => Readings.Run,
    "learners" => LearnersBench.Run,
    "families" => FamiliesBench.Run,
    "repairs" => RepairsBench.Run,
    "repairs-corrupted" => RepairsBench.Corrupted,
    "phones" => PhonesBench.Run,
    "holidays" => HolidaysBench.Run,
    _ => null,
};
if (bench is null)
{
    Console.Error.WriteLine(
        """
        usage: Trestle.Bench
            train [rows] [repeats]
            learners FOLDER LEARNER [table=BEGINNING] [parameter=value]...
            families FOLDER BEGINNING CONFIGURATIONS LEARNER...
            walker [rows] [repeats]
            shap [rows] [repeats]
            predict-data FOLDER ROWS FILES
            predict-walker FOLDER
            churn CSV SPLITS FROM TO
            challenge [examples] [seed] [example]
            challenge-dependence [replays] [gain] [cases]
            challenge-turns [replays] [seed]
            selection FILE [noise/effect FROM TO]
            coverage [replays] [settings]
            decisions [replays]
            rowpath [rows] [csv to write] [profile]
            expressions [rows]
            serve-package FOLDER
            serve-empty PORT FILE
            serve-lookups FOLDER
            request [rows] [requests]
            fuzz [bodies] [over HTTP] [seed]
            data [rows] [repeats]
            data-full [rows] [repeats] [further arguments of trestle run]
            keyed [rows] [joined rows]
            arrows [folder]
            readings [folder]
            repairs DIRTY CLEAN [changes]
            repairs-corrupted [data] [seed]
            phones [table]
            holidays [table]
            quantiles [values] [distribution]
            leaks [data] [examples]
            canary [replays]
            monitor-sight [replays]
            log-day FOLDER FIRST HOURS RATE SIZE
        """);
    return 1;
}

bench(args[1..]);
return 0;
