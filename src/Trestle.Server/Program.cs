using Trestle.Server;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(ServerOptions.Usage);
    return (int)ExitCode.Done;
}

try
{
    var options = ServerOptions.Parse(args);
    await using var host = await ServerHost.CreateAsync(options, TimeProvider.System, CancellationToken.None);
    await host.StartAsync();
    Console.WriteLine($"listening on {host.Address.GetLeftPart(UriPartial.Authority)}");
    Console.WriteLine($"sign in at {host.StartAddress}");
    await host.WaitAsync(options.UntilInputEnds ? Console.OpenStandardInput() : Stream.Null);
    return (int)ExitCode.Done;
}
catch (TrestleException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return (int)mistake.ExitCode;
}
