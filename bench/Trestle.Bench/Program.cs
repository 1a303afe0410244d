using Trestle.Bench;

Action<string[]>? bench = args.FirstOrDefault() switch
{
    "train" => TrainBench.Run,
    "walker" => WalkerBench.Run,
    _ => null,
};
if (bench is null)
{
    Console.Error.WriteLine("usage: Trestle.Bench train [rows] [repeats] | walker [rows] [repeats]");
    return 1;
}

bench(args[1..]);
return 0;
